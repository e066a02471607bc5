import type { WrappedWorkingKeys } from "../domain/batch/working-keys.ts";
import { equalBytes, toHex } from "../domain/bytes.ts";
import type { ExchangeOutcome } from "../domain/payment/exchange.ts";
import type { Observation } from "../domain/payment/observation.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";
import { takeStan } from "./take-stan.ts";
import type { TerminalParts } from "./terminal-parts.ts";

type SignInResult = Extract<Observation, { kind: "signInFinished" }>["result"];

/** Operator number in DE63 of the sign-in; this dialect knows two digits and no names. */
const OPERATOR_NUMBER = "01";

/**
 * Signs in to the clearing host: takes a STAN, asks, has the secure module unwrap the working keys, and
 * compares the check values that the module computed with those that the host sent. Resolves to whether this
 * sign-in was done; one that failed on the line leaves an earlier one as it was.
 */
export async function signIn(parts: TerminalParts): Promise<Result<boolean, JournalFault>> {
  const { runner, acquirer, secureModule, log } = parts;
  if (acquirer === undefined || secureModule === undefined) return ok(false);
  const numbered = await takeStan(parts, "signIn");
  if (!numbered.ok) return numbered;
  const { stan, batchNumber } = numbered.value;
  const outcome = await acquirer.exchange({
    kind: "signIn",
    stan,
    batchNumber,
    operatorNumber: OPERATOR_NUMBER,
  });
  const result = await resultOf(parts, outcome);
  log.write("signIn", { stan, done: result.signedIn, ...(result.signedIn ? {} : { reason: result.reason }) });
  const recorded = await runner.observe({ kind: "signInFinished", result });
  if (!recorded.ok) return err(recorded.fault);
  return ok(result.signedIn && currentBatch(recorded.value)?.signedIn !== undefined);
}

/** Signs in unless the terminal is signed in already. Resolves to whether it is signed in then. */
export async function ensureSignedIn(parts: TerminalParts): Promise<Result<boolean, JournalFault>> {
  return currentBatch(parts.runner.world)?.signedIn === undefined ? signIn(parts) : ok(true);
}

async function resultOf(parts: TerminalParts, outcome: ExchangeOutcome): Promise<SignInResult> {
  if (outcome.outcome === "notSent" || outcome.outcome === "unknown") {
    return {
      signedIn: false,
      reason: `${outcome.outcome}: ${outcome.fault.kind}`,
      keysTouched: false,
      reached: outcome.outcome === "unknown",
    };
  }
  const { answer } = outcome;
  if (outcome.outcome === "declined") {
    return { signedIn: false, reason: `answer ${answer.responseCode}`, keysTouched: false, reached: true };
  }
  if (answer.workingKeys === undefined)
    return { signedIn: false, reason: "no keys in the answer", keysTouched: false, reached: true };
  return loadKeys(parts, answer.workingKeys, answer.batchNumber);
}

async function loadKeys(
  parts: TerminalParts,
  keys: WrappedWorkingKeys,
  batchNumber: number | undefined,
): Promise<SignInResult> {
  const loaded = await parts.secureModule?.loadWorkingKeys(keys);
  if (loaded === undefined || !loaded.ok) {
    const reason = `secure module: ${loaded === undefined ? "none" : loaded.fault.kind}`;
    return { signedIn: false, reason, keysTouched: true, reached: true };
  }
  const { macKeyKcv, pinKeyKcv } = loaded.value;
  const macAgrees = equalBytes(macKeyKcv, keys.macKey.kcv);
  // A module without PIN entry never unwraps the PIN key and reports nothing about it.
  const pinAgrees = pinKeyKcv === undefined || equalBytes(pinKeyKcv, keys.pinKey.kcv);
  if (!macAgrees || !pinAgrees)
    return { signedIn: false, reason: "key check values differ", keysTouched: true, reached: true };
  const result = { signedIn: true, macKeyKcv: toHex(macKeyKcv) } as const;
  return batchNumber === undefined ? result : { ...result, batchNumber };
}
