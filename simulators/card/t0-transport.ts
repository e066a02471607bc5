import {
  type CommandApdu,
  carriesData,
  encodeResponse,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SUCCESS,
} from "./apdu.ts";

const INS_GET_RESPONSE = 0xc0;

const statusWord = (sw1: number, length: number): Uint8Array => Uint8Array.of(sw1, length & 0xff);

/**
 * What T=0 makes of a response (ISO/IEC 7816-4, 5.3.4; EMV Book 1, 9.3.1): a command that brought data cannot
 * take data back, so the card says `61 xx`, or its warning, and waits for GET RESPONSE; a command that asked for
 * another length than there is gets `6C xx`. 256 bytes are written as 00.
 */
export class T0Transport {
  #waiting: Uint8Array | undefined;

  /** Forgets what was waiting: at power-up, and with every command but GET RESPONSE. */
  forget(): void {
    this.#waiting = undefined;
  }

  static isGetResponse(bytes: Uint8Array): boolean {
    return bytes[0] === 0x00 && bytes[1] === INS_GET_RESPONSE;
  }

  /** `00 C0 00 00 xx`: the waiting bytes, 6Cxx for more than there are, 6985 when nothing waits. */
  getResponse(command: CommandApdu): Uint8Array {
    const waiting = this.#waiting;
    if (waiting === undefined || command.p1 !== 0 || command.p2 !== 0)
      return encodeResponse({ data: new Uint8Array(0), sw: SW_CONDITIONS_NOT_SATISFIED });
    const length = command.le ?? 0;
    if (length > waiting.length) return statusWord(0x6c, waiting.length);
    const rest = waiting.subarray(length);
    this.#waiting = rest.length > 0 ? rest : undefined;
    const sw = rest.length > 0 ? 0x6100 + (rest.length & 0xff) : SW_SUCCESS;
    return encodeResponse({ data: waiting.subarray(0, length), sw });
  }

  /** The answer to any other command. */
  answer(command: CommandApdu, response: ResponseApdu, takesData: boolean): Uint8Array {
    const { data, sw } = response;
    if (data.length === 0 || !carriesData(sw)) return encodeResponse(response);
    if (takesData) {
      this.#waiting = data;
      return sw === SW_SUCCESS ? statusWord(0x61, data.length) : Uint8Array.of(sw >> 8, sw & 0xff);
    }
    return command.le === data.length ? encodeResponse(response) : statusWord(0x6c, data.length);
  }
}
