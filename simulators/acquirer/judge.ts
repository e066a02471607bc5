import { equalBytes } from "../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";
import type { Decision, Desk, Handler } from "./desk.ts";
import type { KeyCipher } from "./keys.ts";
import { messageMac } from "./mac.ts";
import type { HostRequest } from "./request.ts";

/** A terminal that the acquirer has signed up. */
export type RegisteredTerminal = { readonly tid: string; readonly mid: string };

export type HouseRules = {
  readonly macAlgorithm: MacAlgorithm;
  readonly keyCipher: KeyCipher;
  /** Without a list every TID is known. */
  readonly terminals: readonly RegisteredTerminal[] | undefined;
};

/**
 * What the host checks before the handler of a kind sees the request, in this order: readable (30), known
 * terminal (97) and merchant (03), a kind that it can do (40), mandatory fields (30), signed in (77), MAC (A0).
 */
export function judge(
  request: HostRequest,
  handler: Handler | undefined,
  desk: Desk,
  rules: HouseRules,
): Decision {
  return (
    judgeTerminal(request, rules) ??
    judgeFields(request, handler) ??
    judgeSession(request, handler, desk, rules) ??
    (handler === undefined
      ? { code: "40", note: "not among the things this host can do" }
      : handler.decide(request, desk))
  );
}

function judgeTerminal(request: HostRequest, rules: HouseRules): Decision | undefined {
  if (request.tid === undefined || request.mid === undefined)
    return { code: "30", note: "DE41 or DE42 is missing" };
  const registered = rules.terminals?.find(({ tid }) => tid === request.tid);
  if (rules.terminals !== undefined && registered === undefined)
    return { code: "97", note: "this terminal is not registered" };
  return registered !== undefined && registered.mid !== request.mid
    ? { code: "03", note: "the terminal is registered for another merchant" }
    : undefined;
}

/** 30 for a field that the kind cannot do without. */
export function judgeFields(request: HostRequest, handler: Handler | undefined): Decision | undefined {
  if (request.field60 === undefined) return { code: "30", note: "DE60 is missing or too short" };
  const missing = handler?.mandatory.find((number) => !request.message.fields.has(number));
  return missing === undefined ? undefined : { code: "30", note: `DE${missing} is missing` };
}

function judgeSession(
  request: HostRequest,
  handler: Handler | undefined,
  desk: Desk,
  rules: HouseRules,
): Decision | undefined {
  if (handler === undefined) return undefined;
  const { terminal, workingKeys } = desk;
  if (handler.needsSignIn && terminal?.isSignedIn !== true) return { code: "77", note: "not signed in" };
  if (handler.needsSignIn && terminal?.mid !== request.mid)
    return { code: "03", note: "the terminal signed in for another merchant" };
  if (request.mac === undefined)
    return handler.requestMac === "required" ? { code: "A0", note: "DE64 is missing" } : undefined;
  if (workingKeys === undefined) return undefined;
  const right = messageMac(
    rules.macAlgorithm,
    workingKeys.macKey.reveal(),
    request.macInput,
    rules.keyCipher,
  );
  return equalBytes(right, request.mac) ? undefined : { code: "A0", note: "DE64 is wrong" };
}
