import type { WorkingKeyAlgorithm } from "../../../main/domain/batch/working-keys.ts";
import type { AcquirerRequest, HostAnswer } from "../../../main/domain/payment/exchange.ts";
import type { AccountBalance } from "../../../main/domain/payment/further-requests.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { processingRequirement } from "../codec/frame.ts";
import type { Iso8583Message } from "../codec/iso8583.ts";
import { settlementCode, settlementFlag } from "./batch-data.ts";
import type { Dialect } from "./dialect.ts";
import { readPage } from "./download-fields.ts";
import { parseWorkingKeys } from "./working-keys.ts";

/** A message that answers our request, with the header that came with it. */
export type MatchedAnswer = { readonly message: Iso8583Message; readonly header: Uint8Array };

export type Reading = {
  readonly dialect: Dialect;
  readonly keyCipher: WorkingKeyAlgorithm;
  readonly mac: HostAnswer["mac"];
  readonly hotlistWidth: number;
};

/** The fields of an answer to that request that the terminal uses. The fault is the reason why it is no answer at all. */
export function readAnswer(
  { message, header }: MatchedAnswer,
  request: AcquirerRequest,
  reading: Reading,
): Result<HostAnswer, string> {
  const { mac, dialect } = reading;
  const { answer: table } = dialect;
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
  const privateData = table.privateData && responseCode === "00" ? bytes(62) : undefined;
  const delivered = readPrivateData(request, privateData, reading);
  if (typeof delivered === "string") return err(delivered);
  const balances = request.kind === "balance" ? readBalances(text(54)) : undefined;
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
      batchNumber: table.batchNumber === undefined ? undefined : batchNumber(text(60)),
      cardOrganisation: "card" in request && table.cardOrganisation ? text(63)?.slice(0, 3) : undefined,
      balances,
      settlementFlag: request.kind === "settlement" ? verdict(table, text(48), text(66)) : undefined,
      processingRequirement: processingRequirement(header),
      mac,
      ...delivered,
    }),
  );
}

const verdict = (
  table: Dialect["answer"],
  field48: string | undefined,
  field66: string | undefined,
): HostAnswer["settlementFlag"] =>
  table.settlementFlag === "code66" ? settlementCode(field66) : settlementFlag(field48);

/** Keys or a page of a download; a string says why DE62 is neither. */
function readPrivateData(
  request: AcquirerRequest,
  field: Uint8Array | undefined,
  { keyCipher, hotlistWidth }: Reading,
): Pick<HostAnswer, "workingKeys" | "download"> | string {
  if (field === undefined) return {};
  if (request.kind === "signIn") {
    const workingKeys = parseWorkingKeys(field, keyCipher);
    return workingKeys === undefined
      ? `DE62 has ${field.length} bytes; keys have 24, 40 or 60`
      : { workingKeys };
  }
  if (request.kind !== "download") return {};
  const download = readPage(request.wanted.what, field, hotlistWidth);
  return typeof download === "string" ? download : { download };
}

/** 60.2: digits 3 to 8. */
function batchNumber(field60: string | undefined): number | undefined {
  const digits = field60?.slice(2, 8) ?? "";
  return digits.length === 6 ? Number(digits) : undefined;
}

const BALANCE_LENGTH = 20;

/** DE54: account type 2, amount type 2, currency 3, C or D, amount 12; undefined for what is none. */
function readBalances(field54: string | undefined): readonly AccountBalance[] | undefined {
  if (field54 === undefined || field54.length % BALANCE_LENGTH !== 0) return undefined;
  const balances: AccountBalance[] = [];
  for (let at = 0; at < field54.length; at += BALANCE_LENGTH) {
    const [, accountType, amountType, currencyCode, sign, amount] =
      /^(\d\d)(\d\d)(\d{3})([CD])(\d{12})$/.exec(field54.slice(at, at + BALANCE_LENGTH)) ?? [];
    if (!accountType || !amountType || !currencyCode || !amount) return undefined;
    const amountFen = sign === "D" ? -BigInt(amount) : BigInt(amount);
    balances.push({ accountType, amountType, currencyCode, amountFen });
  }
  return balances;
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

/** Optional means absent here, never present and undefined. */
function withoutAbsent(answer: Loose<HostAnswer>): HostAnswer {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined)) as HostAnswer;
}
