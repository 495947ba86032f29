package io.timebridge.ptp;

/**
 * A master that a follower asks for messages of its own, as it was at the last look.
 *
 * @param address its address
 * @param announces whether it grants Announce
 * @param serves whether it grants what is measured: Sync, and Delay_Resp if it is asked for that
 * @param shunned whether it is left out for a while, since it did not give what it announces
 */
public record UnicastMasterStatus(
    String address, boolean announces, boolean serves, boolean shunned) {}
