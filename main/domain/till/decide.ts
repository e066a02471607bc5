import { hasRecords } from "../batch/state.ts";
import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentBatch } from "../world.ts";
import { findOperator } from "./state.ts";

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;

export function decideConfigureTerminal(
  draft: Draft,
  command: Of<"configureTerminal">,
): Result<void, Refusal> {
  const before = draft.world.till.config;
  if (before !== undefined && (before.training === true) !== (command.config.training === true))
    return err({ kind: "trainingFixed" });
  const batch = currentBatch(draft.world);
  const leavesBatch = batch !== undefined && batch.tid !== command.config.acquirer.tid;
  // Under another terminal number the open batch could never be settled.
  if (leavesBatch && hasRecords(batch))
    return err({ kind: "batchHasRecords", batchNumber: batch.batchNumber });
  draft.record({ type: "terminalConfigured", config: command.config });
  return ok(undefined);
}

export function decideAddOperator(draft: Draft, command: Of<"addOperator">): Result<void, Refusal> {
  const { till } = draft.world;
  const { name, role, credentialDigest, operator } = command;
  if (findOperator(till, name) !== undefined) return err({ kind: "operatorExists", name });
  if (till.operators.length === 0) {
    // The first start makes the owner; there is no default operator and no default PIN.
    if (role !== "owner") return err({ kind: "firstOperatorIsOwner" });
    draft.record({ type: "operatorAdded", name, role, credentialDigest });
    return ok(undefined);
  }
  const actor = operator === undefined ? undefined : findOperator(till, operator);
  if (actor === undefined) return err({ kind: "unknownOperator", name: operator ?? "" });
  if (actor.role !== "owner") return err({ kind: "notAllowed", name: actor.name, role: actor.role });
  draft.record({ type: "operatorAdded", name, role, credentialDigest, addedBy: actor.name });
  return ok(undefined);
}
