import { assert } from "../assert.ts";
import { concatBytes } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import { buildCommand, type CardAnswer, splitResponse } from "./apdu.ts";

/**
 * One command and its whole answer. Over T=0 a card says 61xx ("fetch xx bytes") or 6Cxx ("ask again for
 * exactly xx bytes"); some readers hide this, some do not, so it is handled here (EMV Contact Interface 9.3;
 * emv-pboc section 1). The generator asks its driver only for `command`, so every card application of this
 * program can use it.
 */

/**
 * A command may take this many exchanges: 61xx gives up to 256 bytes a turn, an answer of EMV has at most
 * 256.
 */
export const EXCHANGES_PER_COMMAND_MAX = 8;

export type CommandRequest = { readonly kind: "command"; readonly command: Uint8Array };

/** What the driver may answer; any union with these members fits. */
export type TransportResponse = { readonly kind: string; readonly response?: Uint8Array };

export type TransportFault =
  /** The card is gone or mute. */
  | { readonly kind: "cardGone" }
  | { readonly kind: "cancelled" }
  /** The answer has less than the two bytes of its status word. */
  | { readonly kind: "answerTooShort" }
  /** The card asks for more than {@link EXCHANGES_PER_COMMAND_MAX} exchanges. */
  | { readonly kind: "tooManyExchanges" };

/**
 * Sends one command APDU. GET RESPONSE and the repetition with the right Le are done only for commands that
 * expect data (cases 2 and 4). A case 4 command that is answered by a bare warning (62xx, 63xx) is followed
 * by GET RESPONSE with Le = 00, and keeps its warning as the status word (EMV Contact Interface, annex A7).
 */
export function* transmit(
  command: Uint8Array,
): Generator<CommandRequest, Result<CardAnswer, TransportFault>, TransportResponse> {
  const shape = commandCase(command);
  let next = command;
  let collected: Uint8Array = new Uint8Array();
  let warning: number | undefined;
  for (let count = 0; count < EXCHANGES_PER_COMMAND_MAX; count++) {
    const answer = yield* exchange(next);
    if (!answer.ok) return answer;
    const { data, sw } = answer.value;
    collected = collected.length === 0 ? data : concatBytes(collected, data);
    const sw1 = sw >> 8;
    if (shape.expectsData && sw1 === 0x61) next = getResponse(sw & 0xff);
    else if (shape.expectsData && sw1 === 0x6c) next = withLe(next, sw & 0xff);
    else if (shape.isCase4 && warning === undefined && collected.length === 0 && isWarning(sw1)) {
      warning = sw;
      next = getResponse(0);
    } else return ok({ data: collected, sw: warning ?? sw });
  }
  return err({ kind: "tooManyExchanges" });
}

function* exchange(
  command: Uint8Array,
): Generator<CommandRequest, Result<CardAnswer, TransportFault>, TransportResponse> {
  const response = yield { kind: "command", command };
  if (response.kind === "cardGone" || response.kind === "cancelled") return err({ kind: response.kind });
  assert(
    response.kind === "response" && response.response !== undefined,
    "a command is resumed with the card's response",
  );
  const answer = splitResponse(response.response);
  return answer === undefined ? err({ kind: "answerTooShort" }) : ok(answer);
}

type CommandCase = { readonly expectsData: boolean; readonly isCase4: boolean };

/**
 * ISO/IEC 7816-3, 12.1.3: 4 bytes are case 1; 5 are case 2; Lc and its data are case 3, one byte Le more is
 * case 4.
 */
function commandCase(command: Uint8Array): CommandCase {
  assert(command.length >= 4, "a command has a header of four bytes");
  const isCase4 = command.length > 5 && command.length === 6 + (command[4] ?? 0);
  return { expectsData: command.length === 5 || isCase4, isCase4 };
}

const isWarning = (sw1: number): boolean => sw1 === 0x62 || sw1 === 0x63;

function getResponse(le: number): Uint8Array {
  const command = buildCommand({ cla: 0x00, ins: 0xc0, p1: 0, p2: 0, answerExpected: true });
  return withLe(command, le);
}

function withLe(command: Uint8Array, le: number): Uint8Array {
  const repeated = command.slice();
  repeated[repeated.length - 1] = le;
  return repeated;
}
