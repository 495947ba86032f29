package io.timebridge.ptp.wire;

import java.nio.ByteBuffer;

/** The TLV of a Management message: what is asked, set or answered, or why not. */
public sealed interface ManagementTlv extends Tlv {
  /** {@return managementId, 0 to 65535: what about} */
  int managementId();

  /**
   * MANAGEMENT: the data of a managementId, framed.
   *
   * @param managementId 0 to 65535
   * @param dataField the data, an even number of octets; none in a GET
   */
  record Data(int managementId, Octets dataField) implements ManagementTlv {
    static final Field.Int MANAGEMENT_ID =
        Field.uint16(4, "managementId", "ptp.v2.mm.managementId");
    static final VariableField.Bytes DATA_FIELD =
        VariableField.rest(6, "dataField", "ptp.v2.mm.data");
    static final Layout LAYOUT = Layout.of(4, MANAGEMENT_ID, DATA_FIELD);

    /** Refuses an odd length with an {@link IllegalArgumentException}. */
    public Data {
      TlvType.requireEven(dataField.length());
    }

    static Data read(ByteBuffer buffer, int start, int to) {
      return new Data(MANAGEMENT_ID.get(buffer, start), DATA_FIELD.get(buffer, start, to));
    }

    @Override
    public int type() {
      return TlvType.MANAGEMENT.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length() + dataField.length();
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      MANAGEMENT_ID.put(buffer, start, managementId);
      DATA_FIELD.put(buffer, start, dataField);
    }
  }

  /**
   * MANAGEMENT_ERROR_STATUS: why a request was not done.
   *
   * @param managementErrorId 0 to 65535: 1 RESPONSE_TOO_BIG, 2 NO_SUCH_ID, 3 WRONG_LENGTH, 4
   *     WRONG_VALUE, 5 NOT_SETABLE, 6 NOT_SUPPORTED, 0xFFFE GENERAL_ERROR
   * @param managementId what the request was about, 0 to 65535
   * @param displayData words for a person, at most 255 octets in UTF-8; an empty one is not sent
   */
  record ErrorStatus(int managementErrorId, int managementId, String displayData)
      implements ManagementTlv {
    static final Field.Int MANAGEMENT_ERROR_ID =
        Field.uint16(4, "managementErrorId", "ptp.v2.mm.managementErrorId");
    static final Field.Int MANAGEMENT_ID =
        Field.uint16(6, "managementId", "ptp.v2.mm.managementId");
    static final VariableField.Text DISPLAY_DATA =
        VariableField.text(12, "displayData", "ptp.v2.mm.displayData");

    /** Wireshark shows the reserved octets. */
    static final Layout LAYOUT =
        Layout.of(
            4,
            MANAGEMENT_ERROR_ID,
            MANAGEMENT_ID,
            VariableField.bytes(8, 4, "reserved", "ptp.v2.mm.reserved"),
            DISPLAY_DATA);

    static ErrorStatus read(ByteBuffer buffer, int start, int to) {
      return new ErrorStatus(
          MANAGEMENT_ERROR_ID.get(buffer, start),
          MANAGEMENT_ID.get(buffer, start),
          DISPLAY_DATA.get(buffer, start, to));
    }

    @Override
    public int type() {
      return TlvType.MANAGEMENT_ERROR_STATUS.code();
    }

    @Override
    public int valueLength() {
      return LAYOUT.length()
          + (displayData.isEmpty() ? 0 : TlvType.even(VariableField.Text.length(displayData)));
    }

    @Override
    public void writeValue(ByteBuffer buffer, int start) {
      MANAGEMENT_ERROR_ID.put(buffer, start, managementErrorId);
      MANAGEMENT_ID.put(buffer, start, managementId);
      if (!displayData.isEmpty()) {
        DISPLAY_DATA.put(buffer, start, displayData);
      }
    }
  }
}
