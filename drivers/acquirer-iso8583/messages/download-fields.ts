import { concatBytes, fromAscii, toLatin1 } from "../../../main/domain/bytes.ts";
import type {
  DownloadPage,
  DownloadState,
  TerminalStatus,
  WantedDownload,
} from "../../../main/domain/payment/downloads.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import { digits, type Misfit } from "./digits.ts";
import { readParameters, writeParameters } from "./parameter-fields.ts";

/** DE62 of downloads and of the status upload (cup-8583 section 9). */

const TAG_AID = [0x9f, 0x06] as const;
const TAG_KEY_INDEX = [0x9f, 0x22] as const;
const RID_LENGTH = 5;

/** Undefined where the request has no DE62. */
export function wantedField(wanted: WantedDownload): Uint8Array | Misfit | undefined {
  switch (wanted.what) {
    case "parameters":
      return undefined;
    case "caKeyList":
    case "applicationList":
      return textBytes("1", digits(wanted.receivedCount, 2, "number of objects received"));
    case "caKey":
      if (wanted.rid.length !== RID_LENGTH) return { misfit: "a RID has 5 bytes" };
      if (!isByte(wanted.index)) return { misfit: "a key index is one byte" };
      return concatBytes(
        Uint8Array.of(...TAG_AID, RID_LENGTH),
        wanted.rid,
        Uint8Array.of(...TAG_KEY_INDEX, 1, wanted.index),
      );
    case "application":
      if (wanted.aid.length < RID_LENGTH || wanted.aid.length > 16)
        return { misfit: "an AID has 5 to 16 bytes" };
      return concatBytes(Uint8Array.of(...TAG_AID, wanted.aid.length), wanted.aid);
    case "hotlist":
      // The first page is 000; later ones name the number after those that are here (addendum).
      return textBytes(
        "",
        digits(wanted.receivedCount === 0 ? 0 : wanted.receivedCount + 1, 3, "number of cards received"),
      );
  }
}

const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xff;

const textBytes = (prefix: string, text: string | Misfit): Uint8Array | Misfit =>
  typeof text === "string" ? fromAscii(prefix + text) : text;

/** First character of DE62. The meanings of 0 and 3 are unverified. */
const STATES: ReadonlyMap<string, DownloadState> = new Map([
  ["0", "none"],
  ["1", "complete"],
  ["2", "more"],
  ["3", "finished"],
]);

/** A page, or the reason why it is none. Any bytes give one of the two. */
export function readPage(
  what: WantedDownload["what"],
  field: Uint8Array,
  hotlistWidth: number,
): DownloadPage | string {
  if (what === "parameters") {
    const parameters = readParameters(field);
    return typeof parameters === "string" ? parameters : { what, parameters };
  }
  const state = STATES.get(toLatin1(field.subarray(0, 1)));
  if (state === undefined) return "DE62 does not begin with 0, 1, 2 or 3";
  const data = field.slice(1);
  return what === "hotlist" ? readHotlistPage(state, data, hotlistWidth) : { what, state, data };
}

/** Of one card: how many of its characters are digits. */
const CARD_LENGTH_DIGITS = 2;
const COUNT_DIGITS = 3;

/** Count over all pages 3, then cards: length 2 and `width` characters each. */
function readHotlistPage(state: DownloadState, data: Uint8Array, width: number): DownloadPage | string {
  const text = toLatin1(data);
  const count = text.slice(0, COUNT_DIGITS);
  if (text === "" && (state === "none" || state === "finished"))
    return { what: "hotlist", state, totalCount: 0, pans: [] };
  if (!/^\d{3}$/.test(count)) return "DE62 of a hotlist has no count";
  const entryLength = CARD_LENGTH_DIGITS + width;
  const list = text.slice(COUNT_DIGITS);
  if (list.length % entryLength !== 0) return "DE62 of a hotlist ends within a card";
  const pans: Sensitive<string>[] = [];
  for (let at = 0; at < list.length; at += entryLength) {
    const length = Number(list.slice(at, at + CARD_LENGTH_DIGITS));
    const pan = list.slice(at + CARD_LENGTH_DIGITS, at + entryLength).slice(0, length);
    if (!/^\d{8,19}$/.test(pan) || pan.length !== length) return "a card of the hotlist is no number";
    pans.push(new Sensitive(pan));
  }
  if (pans.length > Number(count)) return "DE62 of a hotlist has more cards than it counts";
  return { what: "hotlist", state, totalCount: Number(count), pans };
}

/** DE62 of 0820 / 362 (cup-8583 section 9.2): five states, the parameters, and how the line has been. */
export function statusField(status: TerminalStatus): Uint8Array | Misfit {
  const states = status.peripherals.map((isRight, index) => `0${index + 1}${isRight ? "1" : "0"}`).join("");
  const parameters = writeParameters(status.parameters);
  if ("misfit" in parameters) return parameters;
  const line = [
    digits(status.hours, 4, "hours"),
    digits(status.exchangeCount, 5, "exchange count"),
    digits(status.answeredPercent, 3, "percentage"),
  ];
  const misfit = line.find((part) => typeof part !== "string");
  if (misfit !== undefined) return misfit;
  return concatBytes(fromAscii(states), parameters, fromAscii(`51${line.join("")}`));
}
