import { randomBytes, randomUUID } from "node:crypto";
import type { Entropy } from "../ports/entropy.ts";

/** The operating system's randomness. */
export const systemEntropy: Entropy = {
  bytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => randomUUID(),
};
