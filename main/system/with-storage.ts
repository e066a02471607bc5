import { err, type Result } from "../domain/result.ts";

/** The disk or the directory refuses; `code` is Node's. */
export type StorageFailed = { readonly kind: "storageFailed"; readonly code: string };

/** Makes a fault of what the file system throws; anything else is a bug and stays one. */
export async function withStorage<T, F>(
  work: () => Promise<Result<T, F | StorageFailed>>,
): Promise<Result<T, F | StorageFailed>> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (typeof code !== "string") throw error;
    return err({ kind: "storageFailed", code });
  }
}
