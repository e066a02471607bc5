import { createHmac, hkdfSync } from "node:crypto";
import type { Sensitive } from "../../domain/sensitive.ts";

/**
 * The hotlist's own keys, 32 bytes each, by HKDF-SHA-256 (RFC 5869) from the look-up key of the key file: the list lies
 * in the data directory, and without the key file it tells nobody a card number (money.md rule 13).
 */
export type HotlistKeys = {
  /** HMAC key of card numbers. */
  readonly hashKey: Sensitive<Uint8Array>;
  /** HMAC key of what the list file says about itself. */
  readonly macKey: Sensitive<Uint8Array>;
};

export const MAC_LENGTH = 32;

export function deriveHotlistKeys(lookupKey: Sensitive<Uint8Array>): HotlistKeys {
  const derive = (info: string) =>
    lookupKey.map((key) => new Uint8Array(hkdfSync("sha256", key, "", info, MAC_LENGTH)));
  return { hashKey: derive("jinka hotlist cards 1"), macKey: derive("jinka hotlist file 1") };
}

/** HMAC-SHA-256 over the parts one after the other; they have fixed lengths, except the last. */
export function hotlistMac({ macKey }: HotlistKeys, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac("sha256", macKey.reveal());
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Names a source without keeping it: a plain hash of a short list of cards could be searched through. */
export function sourceName(keys: HotlistKeys, source: Uint8Array | string): string {
  return hotlistMac(keys, Buffer.from("source"), Buffer.from(source)).toString("hex");
}
