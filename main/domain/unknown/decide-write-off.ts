import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import { buildWriteOff } from "../receipt/build-write-off.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { findOperator, type TillState } from "../till/state.ts";
import { currentShift } from "../world.ts";
import { isStillTried, writeOffKindOf } from "./write-off.ts";

type WriteOffCommand = Extract<Command, { kind: "writeOff" }>;

/** A reason fits a few lines of paper. */
const TEXT_LENGTH_MAX = 200;

/**
 * Writes off what is open about a payment: two members of staff, or in a shop of one person the acquirer's reference
 * (money.md rule 11). It is a fact of its own and deletes nothing; its paper is signed, and it stands on the Z.
 */
export function decideWriteOff(draft: Draft, command: WriteOffCommand): Result<void, Refusal> {
  const { till, payments } = draft.world;
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const payment = payments.get(command.paymentId);
  if (payment === undefined) return err({ kind: "nothingToWriteOff", stan: 0 });
  const { stan, paymentId, amountFen } = payment;
  if (isStillTried(payment)) return err({ kind: "stillTried", stan });
  const what = writeOffKindOf(payment);
  if (what === undefined) return err({ kind: "nothingToWriteOff", stan });
  const refusal = whyTextsRefused(command) ?? whyPeopleRefused(till, command);
  if (refusal !== undefined) return err(refusal);
  const { operator, secondOperator, acquirerReference } = command;
  draft.record({
    type: "writtenOff",
    paymentId,
    what,
    number: till.nextWriteOffNumber ?? 1,
    amountFen,
    reason: command.reason.trim(),
    operator,
    ...(secondOperator === undefined ? {} : { secondOperator }),
    ...(acquirerReference === undefined ? {} : { acquirerReference: acquirerReference.trim() }),
  });
  const paper = buildWriteOff(draft.world, paymentId, draft.circumstances.now);
  const { saleId } = payment;
  issueDocument(draft, paper, saleId === undefined ? { paymentId } : { saleId, paymentId });
  return ok(undefined);
}

/** Both texts go into the journal, where no card number may be. */
function whyTextsRefused({ reason, acquirerReference = "" }: WriteOffCommand): Refusal | undefined {
  const length = reason.trim().length;
  if (length === 0 || length > TEXT_LENGTH_MAX || acquirerReference.length > TEXT_LENGTH_MAX) {
    return { kind: "reasonNeeded", limit: TEXT_LENGTH_MAX };
  }
  const runs = `${reason}\n${acquirerReference}`.match(/\d(?:[ -]?\d){12,}/g) ?? [];
  const hasOne = runs.some((run) => isCardNumber(run.replaceAll(/\D/g, "")));
  return hasOne ? { kind: "cardNumberInText" } : undefined;
}

/** 13 to 19 digits of which the last one is the check digit (ISO/IEC 7812-1, annex B). */
function isCardNumber(digits: string): boolean {
  return digits.length >= 13 && digits.length <= 19 && hasCheckDigit(digits);
}

function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighted = i % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

function whyPeopleRefused(till: TillState, command: WriteOffCommand): Refusal | undefined {
  const { operator, secondOperator, acquirerReference = "" } = command;
  if (findOperator(till, operator) === undefined) return { kind: "unknownOperator", name: operator };
  if (secondOperator !== undefined) {
    if (findOperator(till, secondOperator) === undefined) {
      return { kind: "unknownOperator", name: secondOperator };
    }
    return secondOperator === operator ? { kind: "secondPersonNeeded" } : undefined;
  }
  if (till.operators.length > 1) return { kind: "secondPersonNeeded" };
  return acquirerReference.trim() === "" ? { kind: "acquirerReferenceNeeded" } : undefined;
}
