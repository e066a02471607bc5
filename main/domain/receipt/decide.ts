import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { deadlineOf } from "../risk/deadlines.ts";
import { documentOf } from "../world.ts";
import { buildDayBook } from "./build-day-book.ts";
import { buildFiling } from "./build-filing.ts";
import { issueDocument } from "./issue-document.ts";

/** The books of a day as paper. They are read from the journal, so nothing of them is stored but the paper. */
export function decideIssueDayBook(
  draft: Draft,
  { figures }: Extract<Command, { kind: "issueDayBook" }>,
): Result<void, Refusal> {
  issueDocument(draft, buildDayBook(draft.world, figures, draft.circumstances.now), {});
  return ok(undefined);
}

/** Printing it decides nothing: the till goes on sending what it can, and the paper is dated. */
export function decideIssueFiling(
  draft: Draft,
  { paymentId }: Extract<Command, { kind: "issueFiling" }>,
): Result<void, Refusal> {
  const { world, circumstances } = draft;
  const payment = world.payments.get(paymentId);
  const rules = world.till.config?.limits.deadlines;
  const isOpen = payment !== undefined && deadlineOf(rules, payment, circumstances.now) !== undefined;
  if (!isOpen) return err({ kind: "nothingToFile", stan: payment?.stan ?? 0 });
  const { saleId } = payment;
  const about = saleId === undefined ? { paymentId } : { saleId, paymentId };
  issueDocument(draft, buildFiling(world, paymentId, circumstances.now), about);
  return ok(undefined);
}

/** Another copy of a stored paper: counted, and marked as a reprint on the paper itself. */
export function decideReprint(
  draft: Draft,
  command: Extract<Command, { kind: "reprint" }>,
): Result<void, Refusal> {
  const { documentId } = documentOf(draft.world, command.documentId);
  draft.record({ type: "documentPrintRepeated", documentId, askedBy: command.operator });
  draft.effect({ kind: "print", documentIds: [documentId] });
  return ok(undefined);
}
