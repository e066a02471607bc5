import type { AcquirerRequest, HostAnswer } from "../../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { processingRequirement } from "../codec/frame.ts";
import type { Iso8583Message } from "../codec/iso8583.ts";
import { settlementFlag } from "./batch-data.ts";
import { parseWorkingKeys } from "./working-keys.ts";

/** A message that answers our request, with the header that came with it. */
export type MatchedAnswer = { readonly message: Iso8583Message; readonly header: Uint8Array };

/** The fields of an answer to that kind of request that the terminal uses. The fault is the reason why it is no answer at all. */
export function readAnswer(
  { message, header }: MatchedAnswer,
  kind: AcquirerRequest["kind"],
  mac: HostAnswer["mac"],
): Result<HostAnswer, string> {
  const text = (number: number): string | undefined => {
    const value = message.fields.get(number);
    // Absent numbers come as spaces or as zero bytes.
    const trimmed = typeof value === "string" ? value.replace(/[ \0]+$/, "") : "";
    return trimmed === "" ? undefined : trimmed;
  };
  const bytes = (number: number): Uint8Array | undefined => {
    const value = message.fields.get(number);
    return value instanceof Uint8Array ? value : undefined;
  };
  const responseCode = text(39);
  if (responseCode?.length !== 2) return err("DE39 is missing");
  const amount = text(4);
  const keyField = kind === "signIn" && responseCode === "00" ? bytes(62) : undefined;
  const workingKeys = keyField === undefined ? undefined : parseWorkingKeys(keyField);
  if (keyField !== undefined && workingKeys === undefined)
    return err(`DE62 has ${keyField.length} bytes; keys have 24, 40 or 60`);
  return ok(
    withoutAbsent({
      responseCode,
      amountFen: amount === undefined ? undefined : BigInt(amount),
      hostTime: text(12),
      hostDate: text(13),
      settlementDate: text(15),
      rrn: text(37),
      approvalCode: text(38),
      additionalResponse: text(44),
      iccData: bytes(55),
      batchNumber: batchNumber(text(60)),
      settlementFlag: kind === "settlement" ? settlementFlag(text(48)) : undefined,
      workingKeys,
      processingRequirement: processingRequirement(header),
      mac,
    }),
  );
}

/** 60.2: digits 3 to 8. */
function batchNumber(field60: string | undefined): number | undefined {
  const digits = field60?.slice(2, 8) ?? "";
  return digits.length === 6 ? Number(digits) : undefined;
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** Optional means absent here, never present and undefined. */
function withoutAbsent(answer: Loose<HostAnswer>): HostAnswer {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as HostAnswer;
}
