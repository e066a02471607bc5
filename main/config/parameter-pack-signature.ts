import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { toHex } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";

/** Ed25519 (RFC 8032) over the canonical form of a pack, with keys in PEM: SPKI for public ones, PKCS #8 for private. */

export type PackSignature = {
  readonly algorithm: "Ed25519";
  /** Which key made it: the first 8 bytes of SHA-256 over its SPKI form, 16 hexadecimal digits. */
  readonly keyId: string;
  /** 64 bytes in base64. */
  readonly value: string;
};

/** A public key that this terminal believes. */
export type TrustedKey = { readonly keyId: string; readonly key: KeyObject };

export type KeyFault = { readonly kind: "notPem" | "notEd25519" };

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g;

/** Reads all public keys of a PEM text; a text with one that is none is refused. */
export function readTrustedKeys(text: string): Result<readonly TrustedKey[], KeyFault> {
  const keys: TrustedKey[] = [];
  for (const [block, label] of text.matchAll(PEM_BLOCK)) {
    // A private key would be read as its public half: it must not lie on a terminal at all.
    if (label !== "PUBLIC KEY") return err({ kind: "notPem" });
    const key = readKey(() => createPublicKey(block));
    if (key === undefined) return err({ kind: "notPem" });
    if (key.asymmetricKeyType !== "ed25519") return err({ kind: "notEd25519" });
    keys.push({ keyId: keyIdOf(key), key });
  }
  return keys.length === 0 ? err({ kind: "notPem" }) : ok(keys);
}

/** Reads a private key to sign with. */
export function readSigningKey(text: string): Result<KeyObject, KeyFault> {
  const key = readKey(() => createPrivateKey(text));
  if (key === undefined) return err({ kind: "notPem" });
  return key.asymmetricKeyType === "ed25519" ? ok(key) : err({ kind: "notEd25519" });
}

/** Node reports a damaged or enciphered key by an exception; which one tells nothing more. */
function readKey(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function signPack(canonical: string, key: KeyObject): PackSignature {
  const value = sign(null, Buffer.from(canonical, "utf8"), key).toString("base64");
  return { algorithm: "Ed25519", keyId: keyIdOf(createPublicKey(key)), value };
}

export function isSignedBy(canonical: string, { value }: PackSignature, { key }: TrustedKey): boolean {
  const signature = Buffer.from(value, "base64");
  return signature.length === 64 && verify(null, Buffer.from(canonical, "utf8"), key, signature);
}

function keyIdOf(key: KeyObject): string {
  const spki = key.export({ type: "spki", format: "der" });
  return toHex(createHash("sha256").update(spki).digest().subarray(0, 8));
}
