import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** Addresses that were printed and never opened; the oldest gives way. */
const TOKENS_OPEN_MAX = 16;

/**
 * A token opens the door once: it stands in an address, which browsers, shells and process lists remember. Digests are
 * kept and compared, so that the time of a comparison says nothing of a token.
 */
export class OneTimeTokens {
  readonly #digests = new Set<string>();

  issue(): string {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    this.#digests.add(digestOf(token));
    for (const digest of this.#digests) {
      if (this.#digests.size <= TOKENS_OPEN_MAX) break;
      this.#digests.delete(digest);
    }
    return token;
  }

  /** True the first time, for a token that was issued. */
  redeem(token: string): boolean {
    return this.#digests.delete(digestOf(token));
  }
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
