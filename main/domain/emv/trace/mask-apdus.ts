import { toHex } from "../../bytes.ts";
import { splitResponse } from "../apdu.ts";
import { type DolEntry, dolDataLength, parseDol } from "../dol.ts";
import { readCommandApdu } from "../lens/command-apdu.ts";
import { type SeenCommand, TraceContext } from "../lens/trace-context.ts";
import {
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  TAG_9F36_ATC,
  TAG_9F38_PDOL,
  TAG_9F49_DDOL,
  TAG_70_RECORD_TEMPLATE,
  TAG_80_RESPONSE_TEMPLATE_1,
  TAG_82_AIP,
  TAG_83_COMMAND_TEMPLATE,
  TAG_84_DF_NAME,
  TAG_94_AFL,
} from "../tags.ts";
import { readTlvHeader } from "../tlv.ts";
import { hidden, maskedHex } from "../tlv-mask.ts";
import { maskTlv, maskTraceValue } from "./mask-values.ts";

/** A tag that no table knows, so that the value is judged by its content alone. */
const NO_TAG = 0;

/** Masks the APDUs of one session in their order: what a command's data mean, the answers before it have said. */
export class ApduMask {
  readonly #context = new TraceContext();

  /** As many characters as the command has digits. */
  command(bytes: Uint8Array): string {
    const command = readCommandApdu(bytes);
    if (command === undefined || command.fault !== undefined) return hidden(bytes.length);
    const seen = this.#context.sendCommand(command);
    if (command.data.length === 0) return toHex(bytes);
    const start = bytes.length - command.data.length - (command.le === undefined ? 0 : leLength(bytes));
    const end = start + command.data.length;
    return toHex(bytes.subarray(0, start)) + this.#data(seen) + toHex(bytes.subarray(end));
  }

  response(bytes: Uint8Array): string {
    const answer = splitResponse(bytes);
    if (answer === undefined) return hidden(bytes.length);
    const { data } = answer;
    const shown = this.#answerData(data);
    this.#context.receiveData(data);
    return shown + toHex(bytes.subarray(data.length));
  }

  #data({ command: { data, p1 }, row }: SeenCommand): string {
    switch (row?.kind) {
      case "select":
        return p1 === 0x04 ? maskedHex(TAG_84_DF_NAME, data) : maskedHex(NO_TAG, data);
      case "getProcessingOptions":
        return this.#processingOptions(data);
      case "generateAc":
        return maskByList(this.#context.list(this.#context.cdolTag), data);
      case "internalAuthenticate":
        return maskByList(this.#context.list(TAG_9F49_DDOL) ?? DEFAULT_DDOL, data);
      default:
        // PINs, scripts with their MACs, and what nobody knows.
        return hidden(data.length);
    }
  }

  #processingOptions(data: Uint8Array): string {
    const header = readTlvHeader(data, 0, data.length);
    if (!header.ok || header.value.tag !== TAG_83_COMMAND_TEMPLATE) return hidden(data.length);
    const { valueOffset } = header.value;
    const values = data.subarray(valueOffset);
    const list = values.length === 0 ? "" : maskByList(this.#context.list(TAG_9F38_PDOL), values);
    return toHex(data.subarray(0, valueOffset)) + list;
  }

  #answerData(data: Uint8Array): string {
    switch (this.#context.answered?.row?.kind) {
      case "select":
      case "getData":
        return maskTlv(data);
      case "getProcessingOptions":
        return maskFormatOne(data, [[TAG_82_AIP, 2], [TAG_94_AFL]]) ?? maskTlv(data);
      case "generateAc":
        return maskFormatOne(data, CRYPTOGRAM_FIELDS) ?? maskTlv(data);
      case "readRecord":
        // A record of an issuer's own format may hold names and numbers of persons.
        return data[0] === TAG_70_RECORD_TEMPLATE ? maskTlv(data) : hidden(data.length);
      case "internalAuthenticate":
        return maskSignature(data);
      default:
        return hidden(data.length);
    }
  }
}

const DEFAULT_DDOL = Uint8Array.of(0x9f, 0x37, 0x04);

function leLength(bytes: Uint8Array): number {
  return bytes.length > 6 && bytes[4] === 0 ? 2 : 1;
}

type Field = readonly [tag: number, length?: number];

const CRYPTOGRAM_FIELDS: readonly Field[] = [
  [TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, 1],
  [TAG_9F36_ATC, 2],
  [TAG_9F26_APPLICATION_CRYPTOGRAM, 8],
  [TAG_9F10_ISSUER_APPLICATION_DATA],
];

/**
 * Template 80 holds values without tags, in the order of the Book (EMV Book 3, 6.5.5.4 and 6.5.8.4); undefined for another
 * template. A field without a length takes what is left.
 */
function maskFormatOne(data: Uint8Array, fields: readonly Field[]): string | undefined {
  const header = readTlvHeader(data, 0, data.length);
  if (!header.ok || header.value.tag !== TAG_80_RESPONSE_TEMPLATE_1) return undefined;
  const { valueOffset, valueLength } = header.value;
  const end = valueOffset + valueLength;
  let shown = toHex(data.subarray(0, valueOffset));
  let offset = valueOffset;
  for (const [tag, length = end - offset] of fields) {
    const next = Math.min(end, offset + length);
    shown += maskTraceValue(tag, data.subarray(offset, next));
    offset = next;
  }
  return shown + hidden(data.length - offset);
}

/** Template 80 is the bare signature; template 77 has it as 9F4B. */
function maskSignature(data: Uint8Array): string {
  const header = readTlvHeader(data, 0, data.length);
  const isBare = header.ok && header.value.tag === TAG_80_RESPONSE_TEMPLATE_1;
  if (!isBare) return maskTlv(data);
  const { valueOffset } = header.value;
  return toHex(data.subarray(0, valueOffset)) + hidden(data.length - valueOffset);
}

function maskByList(list: Uint8Array | undefined, data: Uint8Array): string {
  const entries = list === undefined ? undefined : parseDol(list);
  if (entries?.ok !== true || dolDataLength(entries.value) !== data.length) return hidden(data.length);
  let offset = 0;
  return entries.value
    .map(({ tag, length }: DolEntry) => {
      offset += length;
      return maskTraceValue(tag, data.subarray(offset - length, offset));
    })
    .join("");
}
