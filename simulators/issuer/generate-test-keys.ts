import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { toHex } from "../../main/domain/bytes.ts";
import { type KeyRequest, makeRsaKey } from "./make-rsa-key.ts";
import type { RsaPrivateKey } from "./rsa.ts";

/**
 * Makes the RSA keys of the test scheme from fixed words, so that anyone gets the same table again:
 * `node simulators/issuer/generate-test-keys.ts` rewrites `test-keys-table.ts`, and the formatter lays it out
 * again. They are test keys: whoever reads this file owns them.
 */

/** Lengths differ so that certificates with padding and with a remainder both exist. */
export const KEY_REQUESTS: readonly KeyRequest[] = [
  { name: "caF1", modulusBits: 1984, exponent: 3n },
  { name: "caF2", modulusBits: 1152, exponent: 65537n },
  { name: "issuerDebit", modulusBits: 1408, exponent: 3n },
  { name: "issuerCredit", modulusBits: 1152, exponent: 3n },
  { name: "iccOne", modulusBits: 1152, exponent: 3n },
  { name: "iccTwo", modulusBits: 1024, exponent: 65537n },
];

const SEED = "Jinka test scheme, RSA keys, version 1";

export function generateTestKey(request: KeyRequest): RsaPrivateKey {
  return makeRsaKey(request, SEED);
}

function tableText(): string {
  const entries = KEY_REQUESTS.map((request) => {
    const key = generateTestKey(request);
    return (
      `  ${request.name}: key(\n    "${toHex(key.modulus)}",\n    "${toHex(key.exponent)}",\n` +
      `    "${toHex(key.privateExponent)}",\n  ),\n`
    );
  });
  return `import { fromHex } from "../../main/domain/bytes.ts";
import type { RsaPrivateKey } from "./rsa.ts";

/**
 * RSA keys of the test scheme, written by \`generate-test-keys.ts\`. They are test keys: their private
 * exponents are published here, so no real card or terminal may ever trust them.
 */

function key(modulus: string, exponent: string, privateExponent: string): RsaPrivateKey {
  return {
    modulus: fromHex(modulus),
    exponent: fromHex(exponent),
    privateExponent: fromHex(privateExponent),
  };
}

export const TEST_KEYS = {
${entries.join("")}} as const;
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(fileURLToPath(new URL("test-keys-table.ts", import.meta.url)), tableText());
}
