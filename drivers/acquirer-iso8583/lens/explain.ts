import { formatYuan } from "../../../main/domain/money.ts";
import { explainResponseCode, type MessageKind } from "../../../main/domain/payment/response-codes.ts";
import { CUP_POS_SPEC } from "../codec/cup-pos-table.ts";
import type { Decoded8583 } from "../lens.ts";
import { batchDataWords, certificateWords } from "./batch-words.ts";
import {
  CHIP_CONDITION_WORDS,
  CONDITION_WORDS,
  ENTRY_MODE_WORDS,
  MESSAGE_TYPE_WORDS,
  NETWORK_MANAGEMENT_WORDS,
  PIN_ENTRY_WORDS,
  PROCESSING_CODE_WORDS,
  PROCESSING_REQUIREMENT_WORDS,
  REVERSAL_REASON_WORDS,
  TRANSACTION_TYPE_WORDS,
} from "./words-table.ts";

/**
 * A decoded message in words, one line an element: `DE4   Amount: 000000001234 (CNY 12.34)`. It says nothing that the
 * masked fields do not say.
 */
export function explain8583(decoded: Decoded8583): readonly string[] {
  const lines: string[] = [];
  if (decoded.tpdu !== undefined) lines.push(`TPDU  ${decoded.tpdu}`);
  if (decoded.header !== undefined)
    lines.push(`Head  ${withWords(decoded.header, headerWords(decoded.header))}`);
  if (decoded.mti !== undefined)
    lines.push(`MTI   ${withWords(decoded.mti, MESSAGE_TYPE_WORDS[decoded.mti])}`);
  for (const [number, value] of Object.entries(decoded.fields)) {
    const name = CUP_POS_SPEC.fields[Number(number)]?.name ?? "unknown";
    lines.push(
      `${`DE${number}`.padEnd(5)} ${name}: ${withWords(value, fieldWords(Number(number), value, decoded.mti ?? ""))}`,
    );
  }
  if (decoded.error !== undefined) lines.push(decoded.error);
  return lines;
}

const REVERSAL_REQUEST = "0400";

const withWords = (value: string, words: string | undefined): string =>
  words === undefined ? value : `${value} (${words})`;

function headerWords(header: string): string | undefined {
  const isTest = header.slice(4, 5) === "1";
  const requirement = PROCESSING_REQUIREMENT_WORDS[Number.parseInt(header.slice(5, 6), 16)];
  return (
    [isTest ? "test state" : "", requirement ?? ""].filter((part) => part !== "").join(", ") || undefined
  );
}

function fieldWords(number: number, value: string, mti: string): string | undefined {
  switch (number) {
    case 3:
      return PROCESSING_CODE_WORDS[value];
    case 4:
      return `CNY ${formatYuan(BigInt(value))}`;
    case 22:
      return joinWords(ENTRY_MODE_WORDS[value.slice(0, 2)], PIN_ENTRY_WORDS[value.slice(2)]);
    case 25:
      return CONDITION_WORDS[value];
    case 39:
      return mti === REVERSAL_REQUEST
        ? REVERSAL_REASON_WORDS[value]
        : explainResponseCode(value, kindOf(mti), "en").whatHappened;
    case 48:
      return batchDataWords(value, mti);
    case 60:
      return joinWords(
        TRANSACTION_TYPE_WORDS[value.slice(0, 2)],
        value.length < 8 ? undefined : `batch ${value.slice(2, 8)}`,
        NETWORK_MANAGEMENT_WORDS[value.slice(8, 11)],
        CHIP_CONDITION_WORDS[value.slice(12, 13)],
      );
    case 61:
      return originalWords(value);
    case 62:
      return certificateWords(value, mti);
    case 64:
      return macWords(value);
    default:
      return undefined;
  }
}

/** By the class of the message type; an upload is a 02 like a sale. */
const KINDS: Readonly<Record<string, MessageKind>> = {
  "03": "batchList",
  "04": "reversal",
  "05": "settlement",
  "06": "scriptNotice",
  "08": "signIn",
};

const kindOf = (mti: string): MessageKind => KINDS[mti.slice(0, 2)] ?? "sale";

function joinWords(...parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.join(", ");
}

/** DE61: batch, STAN and in some messages the date MMDD. */
function originalWords(value: string): string | undefined {
  if (value.length < 12) return undefined;
  const date = value.slice(12, 16);
  return `batch ${value.slice(0, 6)}, STAN ${value.slice(6, 12)}${date.length === 4 ? `, date ${date}` : ""}`;
}

/** The ECB MAC is eight hexadecimal digits as text (cup-8583 section 7). */
function macWords(hex: string): string | undefined {
  const text = Buffer.from(hex, "hex").toString("latin1");
  return /^[0-9A-F]{8}$/.test(text) ? text : undefined;
}
