import { generateKeyPairSync } from "node:crypto";
import { signPack } from "../../../main/config/parameter-pack-signature.ts";
import {
  installParameterPack,
  loadParameterPack,
  trustKeys,
} from "../../../main/config/parameter-pack-store.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import { KEY_ALGORITHM } from "../../../main/domain/emv/key-algorithm.ts";
import { canonicalPack } from "../../../main/domain/emv/parameter-pack/canonical-pack.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import {
  TEST_CA_PUBLIC_KEYS,
  TEST_REVOKED_CERTIFICATES,
  TEST_SM2_CA_PUBLIC_KEY,
} from "../../issuer/test-scheme.ts";
import { sampleTerminalFile } from "../sample-terminal.ts";

/** A higher one is installed over what a dock of an earlier version has. */
const PACK_VERSION = 1;

/** Debit and electronic cash below 200 yuan may be approved offline; credit always asks its bank. */
const OFFLINE_AIDS: readonly string[] = ["A000000333010101", "A000000333010106"];
const FLOOR_LIMIT_FEN = 20_000;

/** As the network has it: 1,000 yuan without PIN and signature, and no tap above 50,000. */
const CONTACTLESS = { ttq: "26004080", cvmLimitFen: 100_000, transactionLimitFen: 5_000_000 } as const;
const ELECTRONIC_CASH_LIMIT_FEN = 100_000;

/**
 * The parameter pack of the simulated acquirer: the sample's applications, what they may do without contacts and with
 * electronic cash, the CA keys of the test scheme (its SM2 key comes by packs only) and its revocation list.
 */
function dockParameterPack(validFrom: string) {
  const { emv } = sampleTerminalFile();
  const [sample] = emv.applications;
  if (sample === undefined) throw new Error("the sample has applications");
  const aids = [...new Set([...emv.applications.map(({ aid }) => aid), ...OFFLINE_AIDS])];
  return {
    format: "jinka-parameter-pack",
    formatVersion: 1,
    name: "Simulated acquirer",
    version: PACK_VERSION,
    validFrom,
    countryCode: emv.countryCode,
    currencyCode: emv.currencyCode,
    currencyExponent: emv.currencyExponent,
    applications: aids.map((aid) => {
      const floorLimitFen = OFFLINE_AIDS.includes(aid) ? FLOOR_LIMIT_FEN : 0;
      return {
        ...sample,
        ...{ aid, floorLimitFen },
        ecTransactionLimitFen: ELECTRONIC_CASH_LIMIT_FEN,
        contactless: { ...CONTACTLESS, floorLimitFen },
      };
    }),
    caKeys: [...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY].map((key) => ({
      rid: toHex(key.rid),
      index: toHex(Uint8Array.of(key.index)),
      algorithm: key.algorithm === KEY_ALGORITHM.sm2 ? "sm2" : "rsa",
      modulus: toHex(key.modulus),
      exponent: toHex(key.exponent),
      checksum: toHex(key.checksum),
      expiry: key.expiry,
    })),
    revokedCertificates: TEST_REVOKED_CERTIFICATES.map(({ rid, index, serialNumber }) => ({
      rid: toHex(rid),
      index: toHex(Uint8Array.of(index)),
      serialNumber: toHex(serialNumber),
    })),
  };
}

/**
 * Installs the pack in the till's data directory where it is not yet, as an acquirer would: signed with a key that the till is
 * told to believe. The private half is forgotten: nobody else ever signs for this shop.
 */
export async function installCardParameters(
  dataDirectory: string,
  today: string,
): Promise<Result<void, string>> {
  const installed = await loadParameterPack({ dataDirectory }, today);
  if (!installed.ok) return err(`parameter pack: ${installed.fault.kind}`);
  if ((installed.value?.pack.version ?? 0) >= PACK_VERSION) return ok(undefined);
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const trusted = await trustKeys(
    { dataDirectory },
    publicKey.export({ type: "spki", format: "pem" }) as string,
  );
  if (!trusted.ok) return err(`parameter pack: ${trusted.fault.kind}`);
  const pack = dockParameterPack(today);
  const canonical = canonicalPack(pack);
  if (!canonical.ok) return err(`parameter pack: ${canonical.fault.kind}`);
  const text = JSON.stringify({ pack, signature: signPack(canonical.value, privateKey) });
  const done = await installParameterPack({ dataDirectory }, text, today);
  return done.ok ? ok(undefined) : err(`parameter pack: ${done.fault.kind}`);
}
