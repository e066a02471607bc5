import { err, ok, type Result } from "../../result.ts";
import { type CardTrace, EARLIER_TRACES_MAX } from "./card-trace.ts";
import { memberOf, type PlainValue } from "./plain-value.ts";

/** Why a text is no trace: `path` names the member. */
export type CardTraceMistake = {
  readonly kind: "notJson" | "otherFormat" | "otherVersion" | "wrongMember";
  readonly path: string;
};

/** More commands than any kernel sends. */
const ENTRIES_MAX = 20_000;

/** Reads the JSON of a trace. Members that it does not know are let through: a newer kernel may have told more. */
export function readCardTrace(text: string): Result<CardTrace, CardTraceMistake> {
  let json: PlainValue;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, "")) as PlainValue;
  } catch {
    return err({ kind: "notJson", path: "" });
  }
  if (memberOf(json, "format") !== "jinka-card-trace") return err({ kind: "otherFormat", path: "format" });
  if (memberOf(json, "version") !== 1) return err({ kind: "otherVersion", path: "version" });
  const path = wrongMember(json) ?? wrongEarlier(memberOf(json, "earlier"));
  return path === undefined ? ok(json as unknown as CardTrace) : err({ kind: "wrongMember", path });
}

function wrongMember(json: PlainValue): string | undefined {
  const at = memberOf(json, "at");
  const stan = memberOf(json, "stan");
  const checks: readonly (readonly [path: string, isRight: boolean])[] = [
    ["masked", typeof memberOf(json, "masked") === "boolean"],
    ["kernel", typeof memberOf(json, "kernel") === "string"],
    ["paymentId", typeof memberOf(json, "paymentId") === "string"],
    ["stan", stan === undefined || Number.isSafeInteger(stan)],
    // Days that a calendar of ours can name.
    ["at.epochMs", isWithin(memberOf(at, "epochMs"), 8_000_000_000_000)],
    ["at.utcOffsetMinutes", isWithin(memberOf(at, "utcOffsetMinutes"), 1_440)],
    ["input", isObject(memberOf(json, "input"))],
    ["result", memberOf(json, "result") === undefined || isObject(memberOf(json, "result"))],
  ];
  const wrong = checks.find(([, isRight]) => !isRight)?.[0];
  return wrong ?? wrongEntry(memberOf(json, "entries")) ?? wrongDecision(memberOf(json, "decisions"));
}

function wrongEarlier(earlier: PlainValue | undefined): string | undefined {
  if (earlier === undefined) return undefined;
  if (!isList(earlier) || earlier.length > EARLIER_TRACES_MAX) return "earlier";
  for (const [i, one] of earlier.entries()) {
    const isTrace = memberOf(one, "format") === "jinka-card-trace" && memberOf(one, "version") === 1;
    const wrong = isTrace ? wrongMember(one) : "format";
    if (wrong !== undefined) return `earlier.${i}.${wrong}`;
    if (memberOf(one, "earlier") !== undefined) return `earlier.${i}.earlier`;
  }
  return undefined;
}

function wrongEntry(entries: PlainValue | undefined): string | undefined {
  if (!isList(entries) || entries.length > ENTRIES_MAX) return "entries";
  const wrong = entries.findIndex((entry) => !isEntry(entry));
  return wrong < 0 ? undefined : `entries.${wrong}`;
}

function isEntry(entry: PlainValue): boolean {
  const answer = memberOf(entry, "answer");
  if (answer !== undefined && !isObject(answer)) return false;
  if (memberOf(entry, "kind") === "question") return isObject(memberOf(entry, "question"));
  const [command, response] = [memberOf(entry, "command"), memberOf(entry, "response")];
  return (
    memberOf(entry, "kind") === "command" &&
    isDigits(command) &&
    (response === undefined || isDigits(response))
  );
}

function wrongDecision(decisions: PlainValue | undefined): string | undefined {
  if (!isList(decisions) || decisions.length > ENTRIES_MAX) return "decisions";
  const isDecision = (one: PlainValue) =>
    ["step", "clause", "detail"].every((name) => typeof memberOf(one, name) === "string");
  const wrong = decisions.findIndex((one) => !isDecision(one));
  return wrong < 0 ? undefined : `decisions.${wrong}`;
}

/** Whole bytes, masked or not; at most as long as the longest APDU. */
function isDigits(value: PlainValue | undefined): boolean {
  return typeof value === "string" && value.length <= 131_088 && /^([0-9A-F*]{2})*$/.test(value);
}

function isWithin(value: PlainValue | undefined, most: number): boolean {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= most;
}

function isObject(value: PlainValue | undefined): boolean {
  return typeof value === "object" && value !== null && !isList(value);
}

function isList(value: PlainValue | undefined): value is readonly PlainValue[] {
  return Array.isArray(value);
}
