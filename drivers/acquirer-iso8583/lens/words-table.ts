/** What the codes inside a message mean, for the lens (cup-8583 sections 1, 3, 4). */

export const MESSAGE_TYPE_WORDS: Readonly<Record<string, string>> = {
  "0100": "pre-authorisation request",
  "0110": "pre-authorisation answer",
  "0200": "financial request",
  "0210": "financial answer",
  "0220": "financial notice",
  "0230": "financial notice answer",
  "0320": "batch upload",
  "0330": "batch upload answer",
  "0400": "reversal request",
  "0410": "reversal answer",
  "0500": "settlement request",
  "0510": "settlement answer",
  "0620": "script result notice",
  "0630": "script result answer",
  "0800": "sign-in or download request",
  "0810": "sign-in or download answer",
  "0820": "network management request",
  "0830": "network management answer",
  "0920": "signature upload",
  "0930": "signature upload answer",
};

/** Low nibble of header byte 3. */
export const PROCESSING_REQUIREMENT_WORDS: Readonly<Record<number, string>> = {
  0: "the host asks for nothing",
  1: "the host asks for a parameter download",
  2: "the host asks for a status upload",
  3: "the host asks for a new sign-in",
  4: "the host asks for an update of AIDs and keys",
};

/** DE3. */
export const PROCESSING_CODE_WORDS: Readonly<Record<string, string>> = {
  "000000": "sale, or completion",
  "030000": "pre-authorisation",
  "170000": "void of an e-cash load",
  "200000": "void or refund",
  "310000": "balance inquiry",
  "600000": "load from the bound account",
  "620000": "load from another account",
  "630000": "load with cash",
};

/** DE22, digits 1 and 2. */
export const ENTRY_MODE_WORDS: Readonly<Record<string, string>> = {
  "01": "typed in",
  "02": "magnetic stripe",
  "03": "QR code",
  "04": "QR code",
  "05": "contact chip",
  "07": "contactless chip",
  "95": "contact chip, unreliable data",
  "96": "phone chip",
};

/** DE22, digit 3. */
export const PIN_ENTRY_WORDS: Readonly<Record<string, string>> = {
  "0": "PIN not known",
  "1": "with PIN",
  "2": "without PIN",
};

/** DE25. */
export const CONDITION_WORDS: Readonly<Record<string, string>> = {
  "00": "normal",
  "06": "pre-authorisation",
  "08": "mail or phone order",
  "18": "mail or phone pre-authorisation",
  "60": "additional pre-authorisation",
  "64": "instalment",
  "65": "points",
  "67": "reservation",
  "91": "e-cash load",
};

/** DE39 of a 0400. */
export const REVERSAL_REASON_WORDS: Readonly<Record<string, string>> = {
  "06": "another reason",
  "98": "no answer",
  A0: "wrong MAC in the answer",
};

/** 60.1. */
export const TRANSACTION_TYPE_WORDS: Readonly<Record<string, string>> = {
  "00": "management",
  "01": "balance inquiry",
  "10": "pre-authorisation",
  "11": "pre-authorisation void",
  "20": "completion",
  "21": "completion void",
  "22": "sale",
  "23": "sale void",
  "24": "completion notice",
  "25": "refund",
  "27": "e-cash refund",
  "30": "offline settlement",
  "32": "offline adjustment",
  "34": "tip",
  "36": "offline sale upload",
  "45": "load from the bound account",
  "46": "load with cash",
  "47": "load from another account",
  "51": "void of a load with cash",
  "53": "reservation sale void",
  "54": "reservation sale",
};

/** 60.3. */
export const NETWORK_MANAGEMENT_WORDS: Readonly<Record<string, string>> = {
  "000": "transaction",
  "001": "sign-in, single-length keys",
  "002": "sign-off",
  "003": "sign-in, double-length keys",
  "004": "sign-in, double-length keys and track encryption",
  "201": "settlement or batch upload",
  "202": "batch end, not balanced",
  "203": "chip batch upload",
  "204": "failed chip batch upload",
  "205": "chip batch upload, not balanced",
  "206": "failed chip batch upload, not balanced",
  "207": "batch end, balanced",
  "301": "echo test",
  "360": "parameter download",
  "361": "parameter download end",
  "362": "status upload",
  "364": "terminal management parameters",
  "365": "terminal management parameters end",
  "370": "CA key download",
  "371": "CA key download end",
  "372": "CA key query",
  "380": "AID download",
  "381": "AID download end",
  "382": "AID query",
  "390": "hotlist download",
  "391": "hotlist download end",
  "401": "cashier points sign-in",
  "951": "script result notice",
};

/** 60.5. */
export const CHIP_CONDITION_WORDS: Readonly<Record<string, string>> = {
  "2": "fallback from chip to stripe",
};
