import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import { findOperator, type Operator } from "../domain/till/state.ts";
import type { SealedRecord } from "../ports/journal.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Operators' PINs: slow salted hashes, sealed in the side table. The journal knows the digest of the sealed
 * bytes only, so that not even its reader can guess at four digits.
 */

function contextOf(name: string): string {
  return `operator:${name}`;
}

/** 4 to 12 digits, not all the same. */
export function isUsablePin(pin: string): boolean {
  return /^\d{4,12}$/.test(pin) && !/^(\d)\1*$/.test(pin);
}

export async function sealCredential(
  parts: TerminalParts,
  name: string,
  pin: Sensitive<string>,
): Promise<SealedRecord> {
  const hash = await parts.hasher.hash(pin);
  return parts.sealer.seal(
    Uint8Array.from(hash, (character) => character.charCodeAt(0)),
    contextOf(name),
  );
}

/** Who asks? A wrong PIN and a damaged record look alike: both are refused. */
export async function identifyOperator(
  parts: TerminalParts,
  name: string,
  pin: Sensitive<string>,
): Promise<Result<Operator, Refusal>> {
  const { runner, journal, sealer, hasher, log } = parts;
  const { till } = runner.world;
  if (till.operators.length === 0) return err({ kind: "noOwnerYet" });
  const operator = findOperator(till, name);
  if (operator === undefined) return err({ kind: "unknownOperator", name });
  const record = await journal.sealedRecord(operator.credentialDigest);
  const opened =
    record.ok && record.value !== undefined ? sealer.open(record.value, contextOf(name)) : undefined;
  const hash = opened?.ok ? String.fromCharCode(...opened.value.reveal()) : "";
  if (await hasher.verify(pin, hash)) return ok(operator);
  log.write("wrongPin", { operator: name });
  return err({ kind: "wrongPin", name });
}
