import { readFile } from "node:fs/promises";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { type BehaviourFault, type BehaviourRule, parseBehaviour } from "./behaviour.ts";

export type ReadBehaviourFault =
  | BehaviourFault
  /** The file is not there, or is no JSON. */
  | { readonly kind: "cannotReadBehaviour"; readonly detail: string };

/** Reads a list of rules from a JSON file; none without a file. */
export async function readBehaviour(
  file: string | undefined,
): Promise<Result<readonly BehaviourRule[], ReadBehaviourFault>> {
  if (file === undefined) return ok([]);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    return err({ kind: "cannotReadBehaviour", detail: error instanceof Error ? error.message : "" });
  }
  return parseBehaviour(json);
}
