import { sm2 } from "sm-crypto-v2";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { createSmFamily, smFamily } from "../../main/domain/emv/sm/sm-family.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../simulators/issuer/test-scheme.ts";
import { boxCard } from "./box-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** PBOC 3.0 part 17: SM2 with SM3 in place of RSA with SHA-1. */

const DDA_FAILED = "approved online TC 00 0800048000";
const ONLINE = "approved online TC 00 0000048000";

const SIGNER = "1234567812345678";
const PRIVATE_KEY = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
const POINT = sm2.getPublicKeyFromPrivateKey(PRIVATE_KEY).slice(2).toUpperCase();
const OTHER = sm2
  .getPublicKeyFromPrivateKey(`1${PRIVATE_KEY.slice(1)}`)
  .slice(2)
  .toUpperCase();

function signed(text: string): string {
  return sm2.doSignature(fromHex(text), PRIVATE_KEY, { hash: true, userId: SIGNER }).toUpperCase();
}

const CA = {
  rid: fromHex("A000000333"),
  index: 0xf4,
  algorithm: 4,
  modulus: fromHex(POINT),
  exponent: new Uint8Array(),
  checksum: new Uint8Array(20),
  expiry: "20491231",
} as const;

type Certificate = {
  readonly format?: string;
  readonly owner?: string;
  readonly expiry?: string;
  readonly algorithms?: string;
  readonly parameter?: string;
  readonly length?: string;
  readonly key?: string;
  readonly cut?: number;
  readonly revoked?: boolean;
  readonly family?: typeof smFamily;
};

/** Opens an issuer certificate whose signature is right, whatever stands in it. */
function issuerCertificate(change: Certificate): string {
  const {
    format = "12",
    owner = "62280001",
    expiry = "1230",
    algorithms = "0404",
    parameter = "00",
  } = change;
  const body = `${format}${owner}${expiry}000001${algorithms}${parameter}${change.length ?? "40"}${change.key ?? OTHER}`;
  const certificate = fromHex(body + signed(body));
  const key = (change.family ?? smFamily).recoverIssuerKey({
    caKey: CA,
    certificate: certificate.subarray(0, certificate.length - (change.cut ?? 0)),
    exponent: undefined,
    remainder: undefined,
    pan: "6228000100001117",
    transactionDate: 20_261_123,
    isRevoked: () => change.revoked === true,
  });
  return key.ok ? (toHex(key.value.modulus) === OTHER ? "key" : "another key") : key.fault;
}

const certificate =
  (change: Certificate): Row[1] =>
  () =>
    issuerCertificate(change);

const STATIC = "5A0862280001000011175F24033012317C00";

const staticSignature =
  (head: string, over: string, cut = 0): Row[1] =>
  () => {
    const ssad = fromHex(head + signed(head + over));
    const code = smFamily.verifyStatic({
      issuerKey: { modulus: fromHex(POINT), exponent: new Uint8Array() },
      ssad: ssad.subarray(0, ssad.length - cut),
      staticData: [fromHex(STATIC)],
    });
    return code.ok ? toHex(code.value) : code.fault;
  };

const dynamicSignature =
  (head: string, over = "3510540E"): Row[1] =>
  () => {
    const number = smFamily.verifyDynamic({
      iccKey: { modulus: fromHex(POINT), exponent: new Uint8Array() },
      sdad: fromHex(head + signed(head + over)),
      dynamicData: [fromHex("3510540E")],
    });
    return number.ok ? toHex(number.value) : number.fault;
  };

export const smVariantStep = step(
  "SM",
  "SM variant (SM2, SM3, SM4)",
  [
    rule("cards of the SM variant", "PBOC 3.0 part 17; emv-pboc 5", [
      ["SM algorithms only, with the SM2 key of the scheme", boxCard("sm-only"), ONLINE],
      [
        "SM algorithms only, without an SM2 key: taken for an RSA card that lacks its exponent",
        boxCard("sm-only", { caKeys: TEST_CA_PUBLIC_KEYS }),
        "approved online TC 00 2800048000",
      ],
      ["both algorithms, with the SM2 key", boxCard("dual-algorithm"), ONLINE],
      [
        "both algorithms, without an SM2 key: RSA",
        boxCard("dual-algorithm", { caKeys: TEST_CA_PUBLIC_KEYS }),
        ONLINE,
      ],
    ]),
    rule(
      "faults of SM cards",
      "PBOC 3.0 part 17; emv-pboc 5",
      [
        "issuer-signature",
        "issuer-format",
        "issuer-key-algorithm",
        "issuer-expired",
        "issuer-revoked",
        "issuer-owner",
        "icc-signature",
        "icc-format",
        "icc-expired",
        "icc-owner",
        "dynamic-signature",
        "dynamic-format",
      ].map((fault): Row => [fault.replace("-", ": ").replace("-", " "), boxCard(`sm-${fault}`), DDA_FAILED]),
    ),
    rule("issuer certificate, format 12", "PBOC 3.0 part 17; emv-pboc 5", [
      ["right", certificate({}), "key"],
      ["another format", certificate({ format: "14" }), "notRecovered"],
      ["cut off by a byte", certificate({ cut: 1 }), "unusableKey"],
      ["shorter than its fields", certificate({ cut: 80 }), "wrongLength"],
      ["another issuer", certificate({ owner: "62280002" }), "otherOwner"],
      ["an issuer of six digits", certificate({ owner: "622800FF" }), "key"],
      ["an issuer of two digits is none", certificate({ owner: "62FFFFFF" }), "otherOwner"],
      ["filler inside the issuer", certificate({ owner: "6228F001" }), "otherOwner"],
      ["the month of the transaction", certificate({ expiry: "1126" }), "key"],
      ["the month before", certificate({ expiry: "1026" }), "expired"],
      ["month 13", certificate({ expiry: "1330" }), "expired"],
      ["revoked", certificate({ revoked: true }), "revoked"],
      ["signature algorithm 01", certificate({ algorithms: "0104" }), "unsupportedAlgorithm"],
      ["key algorithm 01", certificate({ algorithms: "0401" }), "unsupportedAlgorithm"],
      ["algorithms 80 of EMV 4.4 are refused", certificate({ algorithms: "8080" }), "unsupportedAlgorithm"],
      [
        "algorithms 80 where a scheme says so",
        certificate({ algorithms: "8080", family: createSmFamily([0x80]) }),
        "key",
      ],
      ["another curve", certificate({ parameter: "11" }), "unsupportedAlgorithm"],
      ["a key length of 63", certificate({ length: "3F" }), "unusableKey"],
      ["a key that is no point of the curve", certificate({ key: `00${OTHER.slice(2)}` }), "unusableKey"],
    ]),
    rule("signed static data, format 13", "PBOC 3.0 part 17; emv-pboc 5", [
      ["right: the data authentication code", staticSignature("13DAC4", STATIC), "DAC4"],
      ["other static data", staticSignature("13DAC4", STATIC.replace("7C00", "7C01")), "wrongHash"],
      ["another format", staticSignature("12DAC4", STATIC), "notRecovered"],
      ["cut off by a byte", staticSignature("13DAC4", STATIC, 1), "wrongLength"],
    ]),
    rule("signed dynamic data, formats 15 and 16", "PBOC 3.0 part 17; emv-pboc 5", [
      ["format 15: the dynamic number", dynamicSignature("15" + "06" + "0411223344" + "00"), "11223344"],
      ["format 16, of fDDA", dynamicSignature("16" + "06" + "0411223344" + "00"), "11223344"],
      ["another format", dynamicSignature("05" + "06" + "0411223344" + "00"), "notRecovered"],
      [
        "another unpredictable number",
        dynamicSignature("15" + "06" + "0411223344" + "00", "3510540F"),
        "wrongHash",
      ],
      ["a length that does not fit", dynamicSignature("15" + "07" + "0411223344" + "00"), "wrongLength"],
      ["a dynamic number of one byte", dynamicSignature("15" + "03" + "01AA" + "00"), "notRecovered"],
      [
        "a dynamic number of nine bytes",
        dynamicSignature("15" + "0B" + "09112233445566778899" + "00"),
        "notRecovered",
      ],
      ["a dynamic number longer than its data", dynamicSignature("15" + "03" + "081122"), "notRecovered"],
    ]),
    rule("hash of the transaction data", "GM/T 0004", [
      [
        "SM3 of abc",
        () => toHex(smFamily.hashTransactionData(fromHex("616263"))),
        "66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0",
      ],
    ]),
  ],
  [
    {
      rule: "CDA with SM2 (format 15 with a cryptogram)",
      clause: "PBOC 3.0 part 17",
      why: "no published trace of such a card is known; the layout is EMV's with SM3's length and is tested in the unit tests only",
    },
    {
      rule: "PIN enciphered with SM2",
      clause: "PBOC 3.0 part 17",
      why: "not published; the kernel counts such a key as none",
    },
  ],
);
