/**
 * GNSS receivers by way of gpsd: a {@link io.timebridge.bridge.TimeSource} like any other, which
 * reads gpsd's JSON.
 *
 * <p>Sources: gpsd_json(5) and the "GPSD Time Service HOWTO" of gpsd.gitlab.io.
 */
@NullMarked
package io.timebridge.bridge.gnss;

import org.jspecify.annotations.NullMarked;
