import { assertNever } from "../../assert.ts";
import { err, ok, type Result } from "../../result.ts";
import type { CardAnswer } from "../apdu.ts";
import { transmit } from "../transport.ts";
import type { ContactlessEndReason, ContactlessKernel } from "./protocol.ts";

/** Why a command of the contactless kernel brought no answer, or its step ended the session. */
export type Interruption =
  | { readonly kind: "cardGone" }
  | { readonly kind: "severalCards" }
  | { readonly kind: "ended"; readonly reason: ContactlessEndReason; readonly detail: string };

/** The card broke a rule: `detail` is a sentence without card data. */
export function notUsable(clause: string, detail: string): Interruption {
  return { kind: "ended", reason: "cardNotUsable", detail: `${detail} (${clause})` };
}

export function unusable(
  clause: string,
  detail: string,
): { readonly ok: false; readonly fault: Interruption } {
  return err(notUsable(clause, detail));
}

export type ContactlessStep<T> = ContactlessKernel<Result<T, Interruption>>;

/** Sends one command and takes care of 61xx and 6Cxx; `name` is for the sentence if the card fails. */
export function* exchange(name: string, command: Uint8Array): ContactlessStep<CardAnswer> {
  const conversation = transmit(command);
  let turn = conversation.next();
  while (turn.done !== true) {
    const response = yield turn.value;
    if (response.kind === "severalCards") return err({ kind: "severalCards" });
    turn = conversation.next(response);
  }
  const answer = turn.value;
  if (answer.ok) return ok(answer.value);
  switch (answer.fault.kind) {
    case "cardGone":
      return err({ kind: "cardGone" });
    case "cancelled":
      return err({ kind: "ended", reason: "cancelled", detail: `cancelled during ${name}` });
    case "answerTooShort":
      return unusable("EMV Book 3, 6.3.5", `the answer to ${name} has no status word`);
    case "tooManyExchanges":
      return err({ kind: "ended", reason: "tooManySteps", detail: `the answer to ${name} does not end` });
    default:
      return assertNever(answer.fault);
  }
}
