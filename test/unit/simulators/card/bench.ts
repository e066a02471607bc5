import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { find, tlvs } from "./independent-terminal.ts";

/** Hexadecimal in, hexadecimal out; anything but a response is its kind in words. */
export function send(card: VirtualCard, command: string): string {
  const answer = card.exchange(fromHex(command));
  return answer.kind === "response" ? toHex(answer.response) : answer.kind;
}

/** Sends and fetches what a T=0 card keeps back, as any terminal does. */
export function ask(card: VirtualCard, command: string): string {
  const answer = send(card, command);
  if (answer.startsWith("6C") && answer.length === 4) return ask(card, command.slice(0, 8) + answer.slice(2));
  if (!answer.startsWith("61") || answer.length !== 4) return answer;
  return ask(card, `00C00000${answer.slice(2)}`);
}

const byte = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

/** `CLA INS P1 P2`, data, and Le = 00. */
export function withData(header: string, data: string): string {
  return `${header}${byte(data.length / 2)}${data}00`;
}

export function selectName(nameHex: string, p2 = "00"): string {
  return withData(`00A404${p2}`, nameHex);
}

/** What the terminal of these tests says about the transaction. */
export const TERMINAL: { readonly [tag: string]: string } = {
  "9F02": "000000001234",
  "9F03": "000000000000",
  "9F1A": "0156",
  "95": "0000000000",
  "5F2A": "0156",
  "9A": "261123",
  "9F21": "140503",
  "9C": "00",
  "9F37": "1E78EEBC",
  "9F4E": `${Buffer.from("TEST SHOP").toString("hex")}`.padEnd(40, "0").toUpperCase(),
  "9F7A": "00",
  "8A": "3030",
};

export function dolData(dol: string, terminal: { readonly [tag: string]: string } = TERMINAL): string {
  let data = "";
  for (let at = 0; at < dol.length; ) {
    const isLong = (Number.parseInt(dol.slice(at, at + 2), 16) & 0x1f) === 0x1f;
    const tag = dol.slice(at, at + (isLong ? 4 : 2));
    const length = Number.parseInt(dol.slice(at + tag.length, at + tag.length + 2), 16);
    const value = terminal[tag];
    if (value === undefined || value.length !== 2 * length) throw new Error(`the test terminal lacks ${tag}`);
    data += value;
    at += tag.length + 2;
  }
  return data;
}

export type Read = {
  readonly fci: string;
  readonly aip: string;
  readonly afl: string;
  /** Contents of every record, joined. */
  readonly data: string;
  /** Contents of the records that the AFL marks, and the AIP. */
  readonly staticData: string;
};

/** SELECT, GET PROCESSING OPTIONS and every record of the AFL; the card has been powered on. */
export function readApplication(card: VirtualCard, aid: string): Read {
  const fci = ask(card, selectName(aid)).slice(0, -4);
  const pdol = find(fci, "9F38") ?? "";
  const pdolData = dolData(pdol);
  const options = ask(card, withData("80A80000", `83${byte(pdolData.length / 2)}${pdolData}`)).slice(0, -4);
  const format1 = find(options, "80");
  const aip = format1?.slice(0, 4) ?? find(options, "82") ?? "";
  const afl = format1?.slice(4) ?? find(options, "94") ?? "";
  let data = "";
  let staticData = "";
  for (const [sfiByte, first, last, count] of (afl.match(/.{8}/g) ?? []).map((e) => [
    ...Buffer.from(e, "hex"),
  ])) {
    for (let record = first ?? 0; record <= (last ?? 0); record++) {
      const content =
        find(ask(card, `00B2${byte(record)}${byte((sfiByte ?? 0) | 4)}00`).slice(0, -4), "70") ?? "";
      data += content;
      if (record < (first ?? 0) + (count ?? 0)) staticData += content;
    }
  }
  return { fci, aip, afl, data, staticData: find(data, "9F4A") === "82" ? staticData + aip : staticData };
}

export type Cryptogram = {
  readonly cid: string;
  readonly atc: string;
  readonly ac: string;
  readonly iad: string;
};

/** GENERATE AC in either response format; a status word when the card refuses. */
export function generateAc(
  card: VirtualCard,
  p1: string,
  cdol: string,
  terminal: { readonly [tag: string]: string } = TERMINAL,
): Cryptogram | string {
  const answer = ask(card, withData(`80AE${p1}00`, dolData(cdol, terminal)));
  if (!answer.endsWith("9000")) return answer;
  const [template] = tlvs(answer.slice(0, -4));
  const value = template?.value ?? "";
  if (template?.tag === "77") {
    const get = (tag: string): string => find(value, tag) ?? "";
    return { cid: get("9F27"), atc: get("9F36"), ac: get("9F26"), iad: get("9F10") };
  }
  return { cid: value.slice(0, 2), atc: value.slice(2, 6), ac: value.slice(6, 22), iad: value.slice(22) };
}

/** DE55 as a terminal sends it, from what it said and what the card answered. */
export function iccData(
  cryptogram: Cryptogram,
  aip: string,
  terminal: { readonly [tag: string]: string } = TERMINAL,
): Uint8Array {
  const objects: [string, string][] = [
    ["9F26", cryptogram.ac],
    ["9F27", cryptogram.cid],
    ["9F10", cryptogram.iad],
    ["9F36", cryptogram.atc],
    ["82", aip],
    ...["9F37", "95", "9A", "9C", "9F02", "5F2A", "9F1A", "9F03"].map((tag): [string, string] => [
      tag,
      terminal[tag] ?? "",
    ]),
  ];
  return fromHex(objects.map(([tag, value]) => tag + byte(value.length / 2) + value).join(""));
}
