import { readFile } from "node:fs/promises";
import { err, ok, type Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import { replaceFile } from "./durable-file.ts";
import { seal, unseal } from "./sealer.ts";

/**
 * `damaged`: the file was changed, or sealed under another key. `storageFailed`: the operating system refuses. `locked`:
 * the key that opens it has to be unlocked first.
 */
export type SecretStoreFault = { readonly kind: "damaged" | "storageFailed" | "locked" };

/** One small secret that survives a restart. */
export interface SecretStore {
  /** The secret as last written; undefined when there never was one. */
  read(): Promise<Result<Sensitive<Uint8Array> | undefined, SecretStoreFault>>;
  /** Durable when it resolves; a power cut leaves the old secret or the new one. */
  write(secret: Sensitive<Uint8Array>): Promise<Result<void, SecretStoreFault>>;
}

/** A file for the owner only, sealed with AES-256-GCM under a key of 32 bytes; `context` is sealed in. */
export function createSecretFile(path: string, key: Sensitive<Uint8Array>, context: string): SecretStore {
  return {
    async read() {
      let sealed: Uint8Array;
      try {
        sealed = await readFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return ok(undefined);
        return err({ kind: "storageFailed" });
      }
      return unseal(key, sealed, context);
    },
    async write(secret) {
      try {
        await replaceFile(path, seal(key, secret.reveal(), context).sealed);
        return ok(undefined);
      } catch {
        return err({ kind: "storageFailed" });
      }
    },
  };
}
