/** The numbers of docs/pin-pad-protocol.md. */

export const PROTOCOL_VERSION = 1;

/** Section 2: frame types of the till. The answer to a command is its number + 80. */
export const COMMAND = {
  cancel: 0x18,
  status: 0x20,
  loadMasterKeyComponent: 0x21,
  loadWorkingKeys: 0x22,
  generateMac: 0x23,
  capturePin: 0x24,
  display: 0x25,
} as const;

export const ANSWER_BIT = 0x80;

/** Section 2: frame types of both sides. */
export const ACK = 0x06;
export const NAK = 0x15;

/** Section 4.1: the first byte of every answer. */
export const STATUS_OK = 0x00;

/** Section 8. Codes that are not here are reported by their number. */
export const REFUSALS: ReadonlyMap<number, PadRefusal> = new Map([
  [0x01, "unknownCommand"],
  [0x02, "malformedRequest"],
  [0x03, "noMasterKey"],
  [0x04, "noWorkingKey"],
  [0x05, "busy"],
  [0x06, "notSupported"],
  [0x07, "outOfOrder"],
  [0x08, "unusableKey"],
  [0x09, "deviceFailed"],
]);

export type PadRefusal =
  | "unknownCommand"
  | "malformedRequest"
  | "noMasterKey"
  | "noWorkingKey"
  | "busy"
  | "notSupported"
  | "outOfOrder"
  | "unusableKey"
  | "deviceFailed";

/** Section 5.1: what a key is for. */
export const KEY_USE = { masterKey: 0x00, pinKey: 0x01, macKey: 0x02, trackKey: 0x03 } as const;

/** Section 5.1. 02 is kept for SM4, 03 for AES. */
export const KEY_ALGORITHM_TDES = 0x01;

/** Section 5.3: TDES ECB under the master key. 01 is kept for TR-31 key blocks. */
export const WRAPPING_ECB = 0x00;

/** Section 6. 03 and up are kept for the MACs of SM4. */
export const MAC_ALGORITHM = { "cup-ecb": 0x01, "x9.19": 0x02 } as const;

/** Section 7.1: ISO 9564-1 format 0. 04 is kept for format 4. */
export const PIN_BLOCK_FORMAT_0 = 0x00;

/** Section 7.1: the PIN key that was loaded. 01 is kept for DUKPT, whose answer names the KSN. */
export const PIN_KEY_SCHEME_WORKING_KEY = 0x00;

/** Section 7.1: the customer may confirm without digits. */
export const FLAG_BYPASS_ALLOWED = 0x01;

/** Section 7.2. */
export const PIN_OUTCOME = { entered: 0x00, bypassed: 0x01, cancelled: 0x02, timedOut: 0x03 } as const;

/** Section 7.3. */
export const TEXT_ENCODING_UTF_8 = 0x01;

/** Section 9. */
export const LIMITS = {
  macDataBytesMax: 2048,
  pinDigitsMin: 4,
  pinDigitsMax: 12,
  panDigitsMin: 13,
  panDigitsMax: 19,
  entryTimeoutMaxMs: 300_000,
  displayLinesMax: 4,
  displayLineBytesMax: 48,
} as const;

/** ISO 4217, tag 5F2A: the yuan. */
export const CURRENCY_CNY = 156;
