import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Refusal } from "../refusal.ts";
import { ok, type Result } from "../result.ts";
import { documentOf } from "../world.ts";

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
