import type { StrayAnswer } from "../../../main/ports/acquirer.ts";
import type { Iso8583Message } from "../codec/iso8583.ts";
import type { BuiltRequest } from "./build-request.ts";

const STAN_FIELD = 11;
const TERMINAL_FIELDS = [41, 42] as const;

export type Mismatch = Extract<StrayAnswer["why"], "otherStan" | "otherMessage" | "otherTerminal">;

/**
 * Whether a message answers this request (money.md rule 2): message type + 10, DE41 and DE42, and the fields of the
 * row that the request carried. A field that the answer leaves out does not match.
 */
export function mismatch(request: BuiltRequest, answer: Iso8583Message): Mismatch | undefined {
  if (answer.mti !== answerType(request.message.mti)) return "otherMessage";
  const differs = (number: number): boolean => {
    const asked = request.message.fields.get(number);
    return asked !== undefined && answer.fields.get(number) !== asked;
  };
  if (TERMINAL_FIELDS.some(differs)) return "otherTerminal";
  const different = request.row.matchOn.find(differs);
  if (different === undefined) return undefined;
  return different === STAN_FIELD || differs(STAN_FIELD) ? "otherStan" : "otherMessage";
}

/** 0200 is answered by 0210. */
const answerType = (requestType: string): string => (Number(requestType) + 10).toString().padStart(4, "0");
