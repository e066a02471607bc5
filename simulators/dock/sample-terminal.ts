import { toHex } from "../../main/domain/bytes.ts";
import { TEST_CA_PUBLIC_KEYS } from "../issuer/test-scheme.ts";

/**
 * A whole `terminal.json` for a counter with simulated devices: the terminal number that the simulated host
 * accepts, the public keys of the test scheme, and the terminal action codes of emv-pboc section 9.
 * `docs/terminal.sample.json` is this file written out.
 */
export function sampleTerminalFile(change: { readonly host?: string; readonly port?: number } = {}) {
  return {
    shop: {
      nameZh: "村口小店",
      nameEn: "Village Corner Shop",
      addressZh: "云溪镇古槐街 12 号",
      addressEn: "12 Old Locust Street, Yunxi",
      phone: "0571-5550123",
    },
    language: "zh-CN",
    timeZone: "Asia/Shanghai",
    training: false,
    cashRounding: { stepFen: 10, mode: "down" },
    limits: {
      saleMaxFen: 5_000_000,
      sameCardWindowMs: 300_000,
      cashierDiscountMaxPerMille: 100,
      offline: OFFLINE_LIMITS,
      deadlines: DEADLINES,
    },
    labels: SCALE_LABELS,
    acquirer: {
      name: "Simulated acquirer",
      tid: "10000001",
      mid: "103290070110001",
      host: change.host ?? "127.0.0.1",
      port: change.port ?? 8583,
      tpdu: "6000030000",
      header: "603100310000",
      connectTimeoutMs: 5_000,
      replyTimeoutMs: 60_000,
      lingerMs: 30_000,
      dialect: "unionpay",
      keyCipher: "tdes",
      macAlgorithm: "cup-ecb",
      keyScheme: "003",
      networkLicence: "3150",
      deviceSerial: "JINKA001",
      declineWithoutMacAccepted: true,
      voidNeedsCard: true,
      reversal: {
        notFoundGraceMs: 60_000,
        refusalCountMax: 3,
        code12Ends: false,
        endsWithoutMac: false,
        retryDelayMs: 30_000,
      },
    },
    emv: {
      countryCode: 156,
      currencyCode: 156,
      currencyExponent: 2,
      merchantCategoryCode: "5411",
      ifdSerialNumber: "JINKA001",
      terminalType: "22",
      additionalTerminalCapabilities: "6000F0A001",
      applications: UNIONPAY_AIDS.map((aid) => ({ aid, ...UNIONPAY_PARAMETERS })),
      caKeys: TEST_CA_PUBLIC_KEYS.map((key) => ({
        rid: toHex(key.rid),
        index: toHex(Uint8Array.of(key.index)),
        modulus: toHex(key.modulus),
        exponent: toHex(key.exponent),
        checksum: toHex(key.checksum),
        expiry: key.expiry,
      })),
    },
    devices: DEVICES,
  };
}

const DEADLINES = [
  { name: "UnionPay e-cash", aidPrefix: "A000000333", panPrefix: "62", uploadDays: 10, voucherDays: 3 },
];

const DEVICES = {
  cardReader: { kind: "pcsc", insertTimeoutMs: 60_000 },
  pinPad: { kind: "serial", path: "/dev/ttyUSB0", baudRate: 9600, pinTimeoutMs: 60_000 },
  printer: { kind: "serial", path: "/dev/ttyUSB1", baudRate: 19_200, columns: 48, cutter: true },
  cashDrawer: { kind: "printer", pin: 2 },
};

/** Barcodes that a shop's scale prints: item number and weight in grams, or item number and sum in fen. */
const SCALE_LABELS = [
  { prefix: "21", embeds: "weight", itemDigits: 5, valueDigits: 5 },
  { prefix: "22", embeds: "sum", itemDigits: 5, valueDigits: 5 },
];

/**
 * 200 payments of at most 200 yuan, 20,000 yuan together, three days; they count once a floor limit is set. The age of a
 * hotlist is left open: a counter without one would approve nothing.
 */
const OFFLINE_LIMITS = {
  transactionMaxFen: 20_000,
  countMax: 200,
  sumMaxFen: 2_000_000,
  oldestUnsentMaxMs: 259_200_000,
  perShift: { countMax: 200, sumMaxFen: 2_000_000 },
  perOperator: { countMax: 200, sumMaxFen: 2_000_000 },
  perCard: { countMax: 200, sumMaxFen: 2_000_000, windowMs: 86_400_000 },
  wantedHours: 36,
  products: [
    {
      name: "UnionPay debit",
      aidPrefix: "A000000333010101",
      panPrefix: "62",
      offlineAllowed: true,
      transactionMaxFen: 20_000,
    },
  ],
};

/** Debit, credit and quasi-credit (emv-pboc section 2.5). */
const UNIONPAY_AIDS = ["A000000333010101", "A000000333010102", "A000000333010103"];

/**
 * qPBOC with online PIN, signature and the phone's own verification, fDDA version 01. Small amounts are paid from the
 * card's electronic cash; up to 1,000 yuan neither PIN nor signature is asked for; from 50,000 on the card is inserted.
 * An acquirer's own sums stand in its parameter pack.
 */
const CONTACTLESS = {
  ttq: "26004080",
  floorLimitFen: 100_000,
  transactionLimitFen: 5_000_000,
  cvmLimitFen: 100_000,
  noCvmBelowFen: 100_000,
};

/**
 * Action codes as UnionPay's lists carry them (emv-pboc section 9), and CDA failed (byte 1 bit 3) with them: their lists
 * leave it to the card's own codes, and who changes those on the wire breaks CDA and its consequence with one byte. The
 * floor limit sends everything online, so there is nothing to select from.
 */
const UNIONPAY_PARAMETERS = {
  partialMatch: true,
  applicationVersion: "0030",
  tacDenial: "0010000000",
  tacOnline: "DC4004F800",
  tacDefault: "DC4000A800",
  floorLimitFen: 0,
  defaultDdol: "9F3704",
  randomSelection: { thresholdFen: 0, targetPercent: 0, maximumTargetPercent: 0 },
  ecTransactionLimitFen: 100_000,
  contactless: CONTACTLESS,
};
