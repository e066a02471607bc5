import { assert } from "../assert.ts";
import { concatBytes, toUint } from "../bytes.ts";

/**
 * Command APDUs of EMV and their status words (EMV Book 1, 11; Book 3, 6.5; emv-pboc sections 2, 3, 4.5, 10
 * and 11).
 */

/** SW1 SW2 as one number. */
export const SW_SUCCESS = 0x9000;
/** SELECT: the DF is blocked, its FCI is given all the same. */
export const SW_SELECTED_FILE_BLOCKED = 0x6283;
/** GET PROCESSING OPTIONS: conditions of use not satisfied. */
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
/** SELECT: the card is blocked, or does not know the command. */
export const SW_FUNCTION_NOT_SUPPORTED = 0x6a81;
/** READ RECORD: there is no such record. */
export const SW_RECORD_NOT_FOUND = 0x6a83;

/** Most bytes in a short command's data field. */
export const COMMAND_DATA_MAX = 255;

export type CommandParts = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** At most {@link COMMAND_DATA_MAX} bytes; absent or empty when there are none. */
  readonly data?: Uint8Array;
  /** True: a byte Le = 00 follows, asking for as much as there is. */
  readonly answerExpected: boolean;
};

/** CLA INS P1 P2 [Lc data] [Le = 00]. */
export function buildCommand({ cla, ins, p1, p2, data, answerExpected }: CommandParts): Uint8Array {
  const field = data ?? new Uint8Array();
  assert(field.length <= COMMAND_DATA_MAX, "the data fit a short command");
  return concatBytes(
    Uint8Array.of(cla, ins, p1, p2),
    field.length > 0 ? Uint8Array.of(field.length) : field,
    field,
    answerExpected ? Uint8Array.of(0) : new Uint8Array(),
  );
}

/** `00 A4 04 00|02 Lc name 00`; `next` asks for the next application whose name begins so. */
export function selectCommand(name: Uint8Array, next = false): Uint8Array {
  return buildCommand({
    cla: 0x00,
    ins: 0xa4,
    p1: 0x04,
    p2: next ? 0x02 : 0x00,
    data: name,
    answerExpected: true,
  });
}

/** `00 B2 record (SFI << 3 | 4) 00`. */
export function readRecordCommand(sfi: number, record: number): Uint8Array {
  return buildCommand({ cla: 0x00, ins: 0xb2, p1: record, p2: (sfi << 3) | 4, answerExpected: true });
}

/** `80 A8 00 00 Lc data 00`; the data are the object 83 with the values that the PDOL asks for. */
export function getProcessingOptionsCommand(data: Uint8Array): Uint8Array {
  return buildCommand({ cla: 0x80, ins: 0xa8, p1: 0, p2: 0, data, answerExpected: true });
}

/** `00 88 00 00 Lc data 00`; the data are the values that the DDOL asks for. */
export function internalAuthenticateCommand(data: Uint8Array): Uint8Array {
  return buildCommand({ cla: 0x00, ins: 0x88, p1: 0, p2: 0, data, answerExpected: true });
}

/** `00 82 00 00 Lc data`; the data are the value of tag 91. */
export function externalAuthenticateCommand(data: Uint8Array): Uint8Array {
  return buildCommand({ cla: 0x00, ins: 0x82, p1: 0, p2: 0, data, answerExpected: false });
}

/** `00 84 00 00 00`: eight bytes for one enciphered PIN (EMV Book 3, 6.5.6). */
export function getChallengeCommand(): Uint8Array {
  return buildCommand({ cla: 0x00, ins: 0x84, p1: 0, p2: 0, answerExpected: true });
}

/** P2 of VERIFY (EMV Book 3, 6.5.12.2). */
const VERIFY_P2 = { plaintextPin: 0x80, encipheredPin: 0x88 } as const;

/** `00 20 00 88 Lc data`; the data are the PIN enciphered with the card's key. */
export function verifyEncipheredPinCommand(data: Uint8Array): Uint8Array {
  const p2 = VERIFY_P2.encipheredPin;
  return buildCommand({ cla: 0x00, ins: 0x20, p1: 0, p2, data, answerExpected: false });
}

/** `00 20 00 80 08 20 FF FF FF FF FF FF FF`: a PIN block without digits, for a reader to put them in. */
export function verifyPlaintextPinTemplate(): Uint8Array {
  const data = Uint8Array.of(0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
  const p2 = VERIFY_P2.plaintextPin;
  return buildCommand({ cla: 0x00, ins: 0x20, p1: 0, p2, data, answerExpected: false });
}

/** `80 CA tag 00`; the tag has one or two bytes. */
export function getDataCommand(tag: number): Uint8Array {
  return buildCommand({ cla: 0x80, ins: 0xca, p1: tag >> 8, p2: tag & 0xff, answerExpected: true });
}

/** P1 of GENERATE AC. */
export const GENERATE_AC_P1 = { AAC: 0x00, TC: 0x40, ARQC: 0x80 } as const;

/** P1 bit 5 of GENERATE AC: a CDA signature is asked for as well. */
const CDA_SIGNATURE_REQUESTED = 0x10;

/** `80 AE P1 00 Lc data 00`; the data are the values that CDOL1 or CDOL2 asks for. */
export function generateAcCommand(
  requested: keyof typeof GENERATE_AC_P1,
  data: Uint8Array,
  cda = false,
): Uint8Array {
  return buildCommand({
    cla: 0x80,
    ins: 0xae,
    p1: GENERATE_AC_P1[requested] | (cda ? CDA_SIGNATURE_REQUESTED : 0),
    p2: 0,
    data,
    answerExpected: true,
  });
}

export type CardAnswer = {
  readonly data: Uint8Array;
  /** SW1 SW2. */
  readonly sw: number;
};

/** Splits a response APDU; undefined if it is shorter than its status word. */
export function splitResponse(response: Uint8Array): CardAnswer | undefined {
  if (response.length < 2) return undefined;
  const end = response.length - 2;
  return { data: response.subarray(0, end), sw: toUint(response.subarray(end)) };
}
