import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import {
  applicationCryptogram,
  deriveCardKey,
  deriveSessionKey,
} from "../../../../simulators/crypto/emv-keys.ts";
import { DEBIT, panField, type WireFields } from "./terminal.ts";

/** DE55 of the debit test card, made by hand from the test issuer's master key. */

/** Wire hex of a data object with a short length. */
export const tlv = (tag: string, value: string): string =>
  tag + (value.length / 2).toString(16).padStart(2, "0").toUpperCase() + value;

const MASTER_KEY = fromHex("0123456789ABCDEFFEDCBA9876543210");

export type IccChange = {
  readonly cvr?: string;
  readonly cid?: string;
  /** Tag 9A. */
  readonly date?: string;
  /** Data objects behind the others. */
  readonly more?: string;
};

/** DE55 with its length (sequence number 1, CVN 01); an ARQC as it stands. */
export function iccData(fen: number, atc: number, change: IccChange = {}) {
  const { cvr = "03A04000", cid = "80", date = "261123", more = "" } = change;
  const sessionKey = deriveSessionKey(deriveCardKey(MASTER_KEY, DEBIT, 1), atc);
  const parts: readonly [tag: string, value: string][] = [
    ["9F02", fen.toString().padStart(12, "0")],
    ["9F03", "000000000000"],
    ["9F1A", "0156"],
    ["95", "0080046000"],
    ["5F2A", "0156"],
    ["9A", date],
    ["9C", "00"],
    ["9F37", "1E78EEBC"],
    ["82", "7C00"],
    ["9F36", atc.toString(16).padStart(4, "0").toUpperCase()],
  ];
  const input = fromHex(parts.map(([, value]) => value).join("") + cvr);
  const cryptogram = applicationCryptogram(sessionKey, input);
  const all: readonly [tag: string, value: string][] = [
    ...parts,
    ["9F10", `070101${cvr}01`],
    ["9F27", cid],
    ["9F26", toHex(cryptogram)],
  ];
  const hex = more + all.map(([tag, value]) => tlv(tag, value)).join("");
  return { wire: (hex.length / 2).toString().padStart(4, "0") + hex, cryptogram, sessionKey };
}

/** The card's first GENERATE AC gave a TC (bits 6-5 of CVR byte 2), and the terminal approved with 8A = Y1. */
export const offlineIcc = (fen: number, atc: number, change: IccChange = {}): string =>
  iccData(fen, atc, { cvr: "03904000", cid: "40", more: tlv("8A", "5931"), ...change }).wire;

/** The second GENERATE AC after an answer of the host gave a TC: bits 8-7 of CVR byte 2. */
export const certificateIcc = (fen: number, atc: number): string =>
  iccData(fen, atc, { cvr: "03604000", cid: "40" }).wire;

export const wrongCryptogram = (wire: string): string =>
  `${wire.slice(0, -2)}${wire.endsWith("00") ? "01" : "00"}`;

/** The card in a chip reader. */
export const chip = (wire: string): WireFields => ({
  2: panField(DEBIT),
  14: "4912",
  22: "0520",
  23: "0001",
  55: wire,
});
