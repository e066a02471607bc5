/** Command APDUs as a card reads them, and the status words it answers with (ISO/IEC 7816-4). */

export type CommandApdu = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** 0 to 255 bytes. */
  readonly data: Uint8Array;
  /** 1 to 256 bytes expected; absent when the command carries no Le. */
  readonly le?: number;
};

export type ResponseApdu = { readonly data: Uint8Array; readonly sw: number };

export const SW_SUCCESS = 0x9000;
export const SW_AUTHENTICATION_FAILED = 0x6300;
export const SW_SELECTED_FILE_INVALIDATED = 0x6283;
export const SW_WRONG_LENGTH = 0x6700;
export const SW_CONDITIONS_NOT_SATISFIED = 0x6985;
export const SW_WRONG_DATA = 0x6a80;
export const SW_FUNCTION_NOT_SUPPORTED = 0x6a81;
export const SW_FILE_NOT_FOUND = 0x6a82;
export const SW_RECORD_NOT_FOUND = 0x6a83;
export const SW_WRONG_P1_P2 = 0x6a86;
export const SW_REFERENCED_DATA_NOT_FOUND = 0x6a88;
export const SW_INS_NOT_SUPPORTED = 0x6d00;
export const SW_CLA_NOT_SUPPORTED = 0x6e00;

const NO_DATA = new Uint8Array(0);

export function answer(data: Uint8Array, sw: number = SW_SUCCESS): ResponseApdu {
  return { data, sw };
}

/** A status word without data. */
export function status(sw: number): ResponseApdu {
  return { data: NO_DATA, sw };
}

/** Data and SW1 SW2. */
export function encodeResponse({ data, sw }: ResponseApdu): Uint8Array {
  const response = new Uint8Array(data.length + 2);
  response.set(data);
  response[data.length] = sw >> 8;
  response[data.length + 1] = sw & 0xff;
  return response;
}

/** True when a card of the field would still deliver data with this status word: success or a warning. */
export function carriesData(sw: number): boolean {
  const sw1 = sw >> 8;
  return sw === SW_SUCCESS || sw1 === 0x62 || sw1 === 0x63;
}

const expectedLength = (le: number): number => (le === 0 ? 256 : le);

/**
 * Reads a whole APDU of case 1 to 4 in short form, as T=1 carries it. Undefined when Lc and the length
 * disagree, and for extended lengths, which the cards of this scheme do not know.
 */
export function readApdu(bytes: Uint8Array): CommandApdu | undefined {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (p3 === undefined) return { ...header, data: NO_DATA };
  if (bytes.length === 5) return { ...header, data: NO_DATA, le: expectedLength(p3) };
  const data = bytes.slice(5, 5 + p3);
  if (p3 === 0 || data.length !== p3) return undefined;
  if (bytes.length === 5 + p3) return { ...header, data };
  const le = bytes[5 + p3];
  return bytes.length === 6 + p3 && le !== undefined
    ? { ...header, data, le: expectedLength(le) }
    : undefined;
}

/**
 * Reads a command as a T=0 card gets it: five header bytes, and data when the instruction takes data. A
 * reader driver may hand over the Le of a case 4 command; T=0 has no place for it, so it is dropped.
 */
export function readTpdu(bytes: Uint8Array, takesData: boolean): CommandApdu | undefined {
  const [cla, ins, p1, p2, p3 = 0] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (!takesData) {
    return bytes.length <= 5 ? { ...header, data: NO_DATA, le: expectedLength(p3) } : undefined;
  }
  const data = bytes.slice(5, 5 + p3);
  const rest = bytes.length - 5 - p3;
  return data.length === p3 && rest <= 1 ? { ...header, data } : undefined;
}
