import { formatYuan } from "../domain/money.ts";
import { csvCell } from "../domain/reconcile/parse-csv.ts";
import { SETTLEMENT_COLUMNS } from "../domain/reconcile/read-settlement-file.ts";
import type { Difference, RecordType } from "../domain/reconcile/records.ts";
import type { TypeTotals } from "../domain/reconcile/type-totals.ts";
import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { sixDigits } from "../domain/text/six-digits.ts";
import { RECONCILE_EN, RECONCILE_ZH, type ReconcileKey } from "./reconcile-text-tables.ts";

export function sayOfReconcile(
  language: Language,
  key: ReconcileKey,
  parameters: TextParameters = {},
): string {
  return fillGaps((language === "en" ? RECONCILE_EN : RECONCILE_ZH)[key], parameters);
}

const typeWord = (language: Language, type: RecordType) => sayOfReconcile(language, `type.${type}`);

/** One difference in one line: what it is about, what differs, and what it probably comes from. */
export function differenceLine(language: Language, { kind, cause, host, till }: Difference): string {
  const record = till ?? host;
  if (record === undefined) return "";
  const what = sayOfReconcile(language, `kind.${kind}`, {
    hostAmount: formatYuan(host?.amountFen ?? 0n),
    hostType: host === undefined ? "" : typeWord(language, host.type),
    hostMid: host?.mid ?? "",
    hostTid: host?.tid ?? "",
    responseCode: host?.responseCode ?? "",
  });
  return sayOfReconcile(language, "difference", {
    stan: sixDigits(record.stan),
    type: typeWord(language, record.type),
    amount: formatYuan(record.amountFen),
    line: host === undefined ? "" : sayOfReconcile(language, "atLine", { line: host.line }),
    what,
    why: sayOfReconcile(language, `cause.${cause}`),
  });
}

/** Count and sum of both sides, a line for each type that either has. */
export function totalsLines(language: Language, till: TypeTotals, host: TypeTotals): string[] {
  const types = [...new Set([...till.keys(), ...host.keys()])];
  const none = { count: 0, amountFen: 0n };
  return types.map((type) => {
    const [ours, theirs] = [till.get(type) ?? none, host.get(type) ?? none];
    return sayOfReconcile(language, "totals", {
      type: typeWord(language, type),
      tillCount: ours.count,
      tillAmount: formatYuan(ours.amountFen),
      hostCount: theirs.count,
      hostAmount: formatYuan(theirs.amountFen),
    });
  });
}

/** The differences as CSV (RFC 4180): names for programs, the line of the host with our columns, and what the till has. */
export function differencesCsv(differences: readonly Difference[]): string {
  const heading = [
    ...["difference", "cause", "line"],
    ...SETTLEMENT_COLUMNS,
    ...[
      "tillBatchNumber",
      "tillStan",
      "tillRrn",
      "tillType",
      "tillAmountFen",
      "tillCardLast4",
      "tillStanding",
    ],
  ];
  const rows = differences.map(({ kind, cause, host, till }) => [
    ...[kind, cause, host?.line],
    ...SETTLEMENT_COLUMNS.map((column) => host?.[column]),
    ...[
      till?.batchNumber,
      till?.stan,
      till?.rrn,
      till?.type,
      till?.amountFen,
      till?.cardLast4,
      till?.standing,
    ],
  ]);
  return [heading, ...rows]
    .map((row) => `${row.map((cell) => csvCell(String(cell ?? ""))).join(",")}\r\n`)
    .join("");
}
