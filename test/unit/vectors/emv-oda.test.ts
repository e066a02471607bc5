import { expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../main/domain/bytes.ts";
import { transactionDataHash } from "../../../main/domain/emv/kernel/combined-data-authentication.ts";
import {
  checkCombinedSdad,
  checkIccCertificate,
  checkIssuerCertificate,
  checkSdad,
  checkSsad,
  openIccCertificate,
  openIssuerCertificate,
  openSdad,
  openSsad,
  type RsaPublicKey,
} from "../../../main/domain/emv/kernel/rsa-certificates.ts";
import { panDigits } from "../../../main/domain/emv/pan.ts";
import { decodeTlv, findTlv } from "../../../main/domain/emv/tlv.ts";
import { readVectors } from "./emv-vectors.ts";

type Vector = {
  readonly id: string;
  readonly capk: { readonly rid: string; readonly index: string };
  readonly tag_5A?: string;
  readonly tag_90: string;
  readonly tag_92: string;
  readonly tag_9F32: string;
  readonly tag_93?: string;
  readonly tag_9F46: string;
  readonly tag_9F47: string;
  readonly tag_9F48: string;
  readonly tag_9F4B?: string;
  readonly static_data?: string;
  readonly ddol_data?: string;
  readonly dda_signature?: string;
  readonly unpredictable_number?: string;
  readonly pdol_data?: string;
  readonly cdol1_data?: string;
  readonly cdol_data?: string;
  readonly response_tlvs_without_9F4B?: string;
  readonly expect: {
    readonly issuer_modulus?: string;
    readonly issuer_expiry?: string;
    readonly issuer_id?: string;
    readonly issuer_serial?: string;
    readonly icc_modulus?: string;
    readonly icc_pan?: string;
    readonly icc_expiry?: string;
    readonly dac?: string;
    readonly idn?: string;
    readonly cid?: string;
    readonly ac?: string;
    readonly txn_data_hash?: string;
  };
  readonly negative?: Readonly<Record<string, string>>;
};

type CaKey = {
  readonly id: string;
  readonly rid: string;
  readonly index: string;
  readonly modulus: string;
  readonly exponent: string;
};

/** A day on which every certificate of the set is valid; dates have their own tests. */
const LONG_AGO = 20000101;

function value<T, F>(result: { ok: true; value: T } | { ok: false; fault: F }, what: string): T {
  if (!result.ok) throw new Error(`${what}: ${String(result.fault)}`);
  return result.value;
}

function pan({ tag_5A, static_data }: Vector): string {
  const objects = decodeTlv(fromHex(static_data ?? ""));
  const inStaticData = objects.ok ? findTlv(objects.value, 0x5a)?.value : undefined;
  return panDigits(tag_5A === undefined ? (inStaticData ?? fromHex("")) : fromHex(tag_5A)) ?? "";
}

/** SDA, DDA and CDA begin alike: CA key, issuer key, and where there are static data, the card's key. */
function judgeIssuerCertificate(vector: Vector, caKey: RsaPublicKey): RsaPublicKey {
  const opened = value(openIssuerCertificate(fromHex(vector.tag_90), caKey), vector.id);
  const expected = vector.expect;
  if (expected.issuer_expiry !== undefined) expect(toHex(opened.expiry)).toBe(expected.issuer_expiry);
  if (expected.issuer_id !== undefined) expect(opened.owner).toBe(expected.issuer_id);
  if (expected.issuer_serial !== undefined) expect(toHex(opened.serialNumber)).toBe(expected.issuer_serial);
  const context = {
    remainder: fromHex(vector.tag_92),
    exponent: fromHex(vector.tag_9F32),
    pan: pan(vector),
    transactionDate: LONG_AGO,
  };
  const key = value(checkIssuerCertificate(opened, context), vector.id);
  if (expected.issuer_modulus !== undefined) expect(toHex(key.modulus)).toBe(expected.issuer_modulus);
  return key;
}

function judgeIccCertificate(vector: Vector, issuerKey: RsaPublicKey): RsaPublicKey {
  const opened = value(openIccCertificate(fromHex(vector.tag_9F46), issuerKey), vector.id);
  const expected = vector.expect;
  if (expected.icc_pan !== undefined) expect(opened.owner).toBe(expected.icc_pan);
  if (expected.icc_expiry !== undefined) expect(toHex(opened.expiry)).toBe(expected.icc_expiry);
  const remainder = fromHex(vector.tag_9F48);
  const exponent = fromHex(vector.tag_9F47);
  if (vector.static_data === undefined) {
    // Without the card's records the certificate's hash cannot be made; its key can still be put together.
    console.log(`${vector.id}: no static data published, so the ICC certificate's hash is not judged`);
    const modulus = concatBytes(opened.keyPart, remainder).subarray(0, opened.keyLength);
    return { modulus, exponent };
  }
  const context = { remainder, exponent, pan: pan(vector), transactionDate: LONG_AGO };
  return value(checkIccCertificate(opened, context, [fromHex(vector.static_data)]), vector.id);
}

function judge(vector: Vector, caKey: RsaPublicKey): void {
  const issuerKey = judgeIssuerCertificate(vector, caKey);
  const iccKey = judgeIccCertificate(vector, issuerKey);
  if (vector.expect.icc_modulus !== undefined) expect(toHex(iccKey.modulus)).toBe(vector.expect.icc_modulus);
  if (vector.tag_93 !== undefined) {
    const opened = value(openSsad(fromHex(vector.tag_93), issuerKey), vector.id);
    expect(toHex(opened.content)).toBe(vector.expect.dac);
    if (vector.static_data !== undefined) {
      expect(checkSsad(opened, [fromHex(vector.static_data)]).ok).toBe(true);
      expect(checkSsad(opened, [fromHex(vector.static_data), fromHex("00")])).toEqual({
        ok: false,
        fault: "wrongHash",
      });
    }
  }
  const dynamicSignature =
    vector.dda_signature ?? (vector.ddol_data === undefined ? undefined : vector.tag_9F4B);
  if (dynamicSignature !== undefined) {
    const opened = value(openSdad(fromHex(dynamicSignature), iccKey), vector.id);
    const dynamicNumber = value(checkSdad(opened, fromHex(vector.ddol_data ?? "")), vector.id);
    expect(toHex(dynamicNumber)).toBe(vector.expect.idn);
  } else if (vector.tag_9F4B !== undefined) {
    judgeCombined(vector, vector.tag_9F4B, iccKey);
  }
  for (const [name, bytes] of Object.entries(vector.negative ?? {})) {
    if (name === "tag_90") expect(openIssuerCertificate(fromHex(bytes), caKey).ok).toBe(false);
    if (name === "tag_93") expect(openSsad(fromHex(bytes), issuerKey).ok).toBe(false);
    if (name === "tag_9F46") expect(openIccCertificate(fromHex(bytes), issuerKey).ok).toBe(false);
    if (name === "tag_9F4B") expect(openSdad(fromHex(bytes), iccKey).ok).toBe(false);
  }
}

/** EMV Book 2, 6.6.2: what the signature says, and that it covers what was sent and answered. */
function judgeCombined(vector: Vector, signature: string, iccKey: RsaPublicKey): void {
  const opened = value(openSdad(fromHex(signature), iccKey), vector.id);
  const number = fromHex(vector.unpredictable_number ?? "");
  const said = value(checkCombinedSdad(opened, number), vector.id);
  expect({
    idn: toHex(said.dynamicNumber),
    cid: toHex(Uint8Array.of(said.cid)),
    ac: toHex(said.applicationCryptogram),
    hash: toHex(said.transactionDataHash),
  }).toEqual({
    idn: vector.expect.idn,
    cid: vector.expect.cid,
    ac: vector.expect.ac,
    hash: vector.expect.txn_data_hash,
  });
  expect(checkCombinedSdad(opened, fromHex("00000000")).ok).toBe(false);
  const { response_tlvs_without_9F4B: answered } = vector;
  if (answered === undefined) {
    console.log(`${vector.id}: no transaction data published, so their hash is not judged`);
    return;
  }
  const sent = [vector.pdol_data ?? "", vector.cdol1_data ?? vector.cdol_data ?? ""].map(fromHex);
  expect(toHex(transactionDataHash(sent, fromHex(answered)))).toBe(vector.expect.txn_data_hash);
  // The signature itself belongs to the answer and not to the hash, wherever it stands.
  const object = concatBytes(fromHex("9F4B"), fromHex(lengthOf(signature)), fromHex(signature));
  const whole = concatBytes(fromHex(answered.slice(0, 8)), object, fromHex(answered.slice(8)));
  expect(toHex(transactionDataHash(sent, whole))).toBe(vector.expect.txn_data_hash);
}

/** Length bytes of a value below 256 bytes. */
function lengthOf(hex: string): string {
  const length = (hex.length / 2).toString(16).padStart(2, "0").toUpperCase();
  return hex.length / 2 < 0x80 ? length : `81${length}`;
}

test("every published chain of certificates is verified, and every damaged one is refused", () => {
  const vectors = readVectors<Vector>("emv/oda.json");
  const keys = readVectors<CaKey>("emv/capk.json");
  if (vectors === undefined || keys === undefined) return;
  for (const vector of vectors) {
    const key = keys.find(({ rid, index }) => rid === vector.capk.rid && index === vector.capk.index);
    if (key === undefined) throw new Error(`no CA key for ${vector.id}`);
    judge(vector, { modulus: fromHex(key.modulus), exponent: fromHex(key.exponent) });
  }
  expect(vectors).toHaveLength(6);
});
