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
  nextTransactionKey: 0x26,
  transactionMac: 0x27,
  encryptTrack: 0x28,
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
  [0x0a, "keysUsedUp"],
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
  | "deviceFailed"
  | "keysUsedUp";

/** Section 5.1: what a key is for. */
export const KEY_USE = {
  masterKey: 0x00,
  pinKey: 0x01,
  macKey: 0x02,
  trackKey: 0x03,
  initialKey: 0x04,
} as const;

/** Section 5.1. */
export const KEY_ALGORITHM = { tdes: 0x01, sm4: 0x02, aes: 0x03 } as const;

/** Section 5.3: ECB under the master key, or a TR-31 / X9.143 key block. */
export const WRAPPING = { ecb: 0x00, keyBlock: 0x01 } as const;

/** Section 6. The cipher is that of the key; 05 is of section 6.2 only. */
export const MAC_ALGORITHM = { "cup-ecb": 0x01, "x9.19": 0x02, "aes-cmac": 0x05 } as const;

/** Section 6.2. */
export const MAC_DIRECTION = { request: 0x00, response: 0x01 } as const;

/** Section 7.1: ISO 9564-1 formats 0 and 4, and what a request says whose key decides the format. */
export const PIN_BLOCK_FORMAT = { zero: 0x00, four: 0x04, ofKey: 0xff } as const;

/** Section 7.1: the PIN key that was loaded, or the DUKPT key that a KSN names. */
export const PIN_KEY_SCHEME = { workingKey: 0x00, dukpt: 0x01 } as const;

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
  trackDigitsMax: 104,
  keyBlockCharactersMax: 1024,
  entryTimeoutMaxMs: 300_000,
  displayLinesMax: 4,
  displayLineBytesMax: 48,
} as const;

/** ISO 4217, tag 5F2A: the yuan. */
export const CURRENCY_CNY = 156;
