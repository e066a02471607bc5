import { fromHex, isHex, toHex } from "../domain/bytes.ts";
import { err, ok } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { OsKeystore } from "../ports/os-keystore.ts";

/** The part of Electron's `safeStorage` that is used: its asynchronous calls, which do not stop the window. */
export type SafeStorage = {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plainText: string): Promise<Uint8Array>;
  decryptStringAsync(encrypted: Buffer): Promise<{ readonly result: string }>;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
};

/** What Electron calls its own obfuscation with a constant key where the desktop has no keystore. */
const PLAIN_TEXT_BACKENDS: readonly string[] = ["basic_text", "unknown"];

/** The shell of Electron gives its `safeStorage`; the command line and the browser shell have none. */
export function createElectronKeystore(safeStorage: SafeStorage): OsKeystore {
  const isAvailable = async (): Promise<boolean> => {
    const backend = safeStorage.getSelectedStorageBackend?.();
    if (backend !== undefined && PLAIN_TEXT_BACKENDS.includes(backend)) return false;
    return await safeStorage.isAsyncEncryptionAvailable();
  };
  return {
    isAvailable,
    async wrap(secret) {
      if (!(await isAvailable())) return err({ kind: "unavailable" });
      try {
        return ok(new Uint8Array(await safeStorage.encryptStringAsync(toHex(secret.reveal()))));
      } catch {
        return err({ kind: "refused" });
      }
    },
    async unwrap(wrapped) {
      if (!(await isAvailable())) return err({ kind: "unavailable" });
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(wrapped));
        return isHex(result) ? ok(new Sensitive(fromHex(result))) : err({ kind: "refused" });
      } catch {
        return err({ kind: "refused" });
      }
    },
  };
}
