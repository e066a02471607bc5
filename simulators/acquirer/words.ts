import { assertNever } from "../../main/domain/assert.ts";
import { formatYuan } from "../../main/domain/money.ts";
import type { LedgerMessage } from "./ledger-types.ts";
import { sixDigits } from "./private-fields.ts";
import { MEANINGS } from "./response-codes.ts";

/**
 * One row of the log as one line for a person at a console. Card numbers are masked in the row already; what
 * a terminal may have put into a text field cannot steer the console.
 */
export function inWords(message: LedgerMessage): string {
  switch (message.direction) {
    case "request":
      return line(message, "<-", [...subject(message), ...reference(message)]);
    case "answer":
      return line(message, "->", [
        ...subject(message),
        `${message.responseCode} ${MEANINGS.get(message.responseCode ?? "") ?? "another code"}`,
        message.approvalCode && `approval ${message.approvalCode}`,
        message.rrn && `RRN ${message.rrn}`,
        message.note && `(${message.note})`,
        message.fault && `[${message.fault}]`,
      ]);
    case "unreadable":
      return line(message, "<-", ["not understood", message.note && `(${message.note})`]);
    default:
      return assertNever(message.direction);
  }
}

type Part = string | undefined;

function line(message: LedgerMessage, arrow: string, parts: readonly Part[]): string {
  const text = [message.at, arrow, ...parts].filter((part) => part !== undefined && part !== "").join(" ");
  return text.replace(/[^\x20-\x7e]/g, ".");
}

function subject(message: LedgerMessage): readonly Part[] {
  return [
    message.kind ?? `message ${message.mti ?? "without type"}`,
    message.amountFen === undefined ? undefined : `${formatYuan(message.amountFen)} yuan`,
    message.panMasked && `card ${message.panMasked}`,
    message.tid && `terminal ${message.tid}`,
    message.batchNumber === undefined ? undefined : `batch ${sixDigits(message.batchNumber)}`,
    message.stan === undefined ? undefined : `STAN ${sixDigits(message.stan)}`,
  ];
}

function reference(message: LedgerMessage): readonly Part[] {
  if (message.originalStan === undefined || message.originalBatchNumber === undefined) return [];
  return [`of batch ${sixDigits(message.originalBatchNumber)} STAN ${sixDigits(message.originalStan)}`];
}
