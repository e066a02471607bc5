import { isIP } from "node:net";
import { z } from "zod";
import { fromHex } from "../domain/bytes.ts";
import { parseDol } from "../domain/emv/dol.ts";
import { CURRENCY_EXPONENTS } from "../domain/emv/parameter-pack/country-currency-tables.ts";
import { PACK_CVMS } from "../domain/emv/parameter-pack/parameter-pack.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { LANGUAGES } from "../domain/text/language.ts";
import type { TerminalConfig } from "../domain/till/config.ts";
import { caKey } from "./ca-key.ts";
import { type ConfigMistake, flaw, mistakesOf } from "./config-mistake.ts";
import { country, currency, fen, hex } from "./json-fields.ts";

/**
 * The schema of `terminal.json`, the file that `jinka setup` reads. Everything is checked before anything is
 * taken over; a file with one mistake changes nothing. `docs/terminal.sample.json` is a whole example and
 * `docs/configuration.md` explains each member.
 */

const matching = (pattern: RegExp, flawOfIt: ReturnType<typeof flaw>) =>
  z.string().refine((text) => pattern.test(text), flawOfIt);

const digits = (count: number) => matching(new RegExp(`^\\d{${count}}$`), flaw("digits", { count }));

const ascii = (count: number) => matching(new RegExp(`^[\\x20-\\x7e]{${count}}$`), flaw("ascii", { count }));

const alphanumeric = (count: number) =>
  matching(new RegExp(`^[0-9A-Za-z]{${count}}$`), flaw("alphanumeric", { count }));

const ms = (min: number, max: number) => z.int().min(min).max(max);

const port = z.int().min(1).max(65_535);

/** Text for paper: a control character in it would command the printer. */
const line = (lengthMin: number, lengthMax: number) =>
  z
    .string()
    .min(lengthMin)
    .max(lengthMax)
    .refine((text) => !/\p{Cc}/u.test(text), flaw("controlCharacter"));

const shop = z.strictObject({
  nameZh: line(1, 40),
  nameEn: line(1, 40),
  addressZh: line(0, 80).optional(),
  addressEn: line(0, 80).optional(),
  phone: line(0, 30).optional(),
});

const cashRounding = z.strictObject({
  stepFen: z.literal([1, 10, 50, 100]).transform((step) => BigInt(step)),
  mode: z.enum(["down", "nearest"]),
});

/** Two weeks: longer is no outage but a terminal that nobody connects. */
const OLDEST_UNSENT_MAX_MS = 1_209_600_000;

const countAndSum = { countMax: z.int().min(0).max(100_000), sumMaxFen: fen(0) };
const offlineProduct = z.strictObject({
  name: line(1, 40),
  aidPrefix: matching(/^([0-9A-F]{2}){5,16}$/, flaw("hex")).optional(),
  panPrefix: matching(/^\d{1,10}$/, flaw("digits")).optional(),
  offlineAllowed: z.boolean(),
  transactionMaxFen: fen(0).optional(),
});

const offline = z.strictObject({
  transactionMaxFen: fen(0),
  countMax: z.int().min(0).max(100_000),
  sumMaxFen: fen(0),
  oldestUnsentMaxMs: ms(0, OLDEST_UNSENT_MAX_MS),
  perShift: z.strictObject(countAndSum).optional(),
  perOperator: z.strictObject(countAndSum).optional(),
  perCard: z.strictObject({ ...countAndSum, windowMs: ms(60_000, OLDEST_UNSENT_MAX_MS) }).optional(),
  hotlistMaxAgeMs: ms(0, OLDEST_UNSENT_MAX_MS).optional(),
  wantedHours: z.int().min(1).max(336).optional(),
  products: z.array(offlineProduct).max(64).optional(),
});

const deadlineRule = z.strictObject({
  name: line(1, 40),
  aidPrefix: matching(/^([0-9A-F]{2}){5,16}$/, flaw("hex")).optional(),
  panPrefix: matching(/^\d{1,6}$/, flaw("digits")).optional(),
  uploadDays: z.int().min(0).max(365),
  voucherDays: z.int().min(0).max(365),
});

/** A shop that says nothing about it, but whose floor limits let cards decide, does not risk without end. */
const OFFLINE_DEFAULT = {
  transactionMaxFen: 100_000n,
  countMax: 200,
  sumMaxFen: 2_000_000n,
  oldestUnsentMaxMs: 72 * 3_600_000,
};

const limits = z.strictObject({
  saleMaxFen: fen(1),
  sameCardWindowMs: ms(0, 86_400_000).default(300_000),
  cashierDiscountMaxPerMille: z.int().min(0).max(1000).optional(),
  offline: offline.default(OFFLINE_DEFAULT),
  deadlines: z.array(deadlineRule).max(32).optional(),
});

/** EAN-13 less its check digit is shared out between prefix, goods and value. */
const LABEL_DIGITS = 12;

const label = z
  .strictObject({
    prefix: matching(/^2\d$/, flaw("labelPrefix")),
    embeds: z.enum(["weight", "sum"]),
    itemDigits: z.int().min(1).max(9),
    valueDigits: z.int().min(1).max(9),
  })
  .refine(
    ({ prefix, itemDigits, valueDigits }) => prefix.length + itemDigits + valueDigits === LABEL_DIGITS,
    flaw("labelDigits"),
  );

const reversal = z.strictObject({
  notFoundGraceMs: ms(0, 600_000).default(60_000),
  refusalCountMax: z.int().min(1).max(100).default(3),
  code12Ends: z.boolean().default(false),
  endsWithoutMac: z.boolean().default(false),
  retryDelayMs: ms(100, 3_600_000).default(30_000),
});

const tls = z.strictObject({
  caFile: line(1, 1000).optional(),
  certificateSha256: hex(32).optional(),
  serverName: z.string().refine(isHost, flaw("host")).optional(),
});

const hexOrNone = (count: number) =>
  hex(0, count).refine((text) => text === "" || text.length === 2 * count, flaw("byteCount", { count }));

const acquirerShape = z.strictObject({
  name: line(1, 40),
  tid: alphanumeric(8),
  mid: alphanumeric(15),
  host: z.string().refine(isHost, flaw("host")),
  port,
  dialect: z.enum(["unionpay", "iso8583-1987"]).optional(),
  tls: tls.optional(),
  keyCipher: z.enum(["tdes", "sm4"]).optional(),
  tpdu: hexOrNone(5),
  header: hexOrNone(6),
  connectTimeoutMs: ms(100, 120_000).default(10_000),
  replyTimeoutMs: ms(100, 300_000).default(60_000),
  lingerMs: ms(0, 300_000).default(30_000),
  macAlgorithm: z.enum(["cup-ecb", "x9.19"]).default("cup-ecb"),
  keyScheme: z.enum(["001", "003", "004"]).default("003"),
  networkLicence: digits(4),
  deviceSerial: ascii(8),
  declineWithoutMacAccepted: z.boolean().default(true),
  voidNeedsCard: z.boolean().default(true),
  downloadsAllowed: z.boolean().optional(),
  hotlistWidth: z.int().min(8).max(19).optional(),
  reversal: reversal.default({
    notFoundGraceMs: 60_000,
    refusalCountMax: 3,
    code12Ends: false,
    endsWithoutMac: false,
    retryDelayMs: 30_000,
  }),
});

/** The UnionPay dialect always has both in front of a message. */
const hasHeaders = ({ dialect }: { dialect?: string | undefined }, text: string): boolean =>
  dialect === "iso8583-1987" || text !== "";

const acquirer = acquirerShape
  .refine((config) => hasHeaders(config, config.tpdu), {
    path: ["tpdu"],
    ...flaw("byteCount", { count: 5 }),
  })
  .refine((config) => hasHeaders(config, config.header), {
    path: ["header"],
    ...flaw("byteCount", { count: 6 }),
  });

const percent = z.int().min(0).max(99);

const randomSelection = z
  .strictObject({ thresholdFen: fen(0, 0xffff_ffffn), targetPercent: percent, maximumTargetPercent: percent })
  .refine(({ targetPercent, maximumTargetPercent }) => targetPercent <= maximumTargetPercent, {
    path: ["maximumTargetPercent"],
    ...flaw("belowTarget"),
  });

/** Without the qualifiers nothing can be told to a card in a field. */
const contactless = z.strictObject({
  ttq: hex(4),
  floorLimitFen: fen(0).optional(),
  transactionLimitFen: fen(0).optional(),
  cvmLimitFen: fen(0).optional(),
  noCvmBelowFen: fen(0).optional(),
  statusCheck: z.boolean().optional(),
  zeroAmountAllowed: z.boolean().optional(),
  kernelIdentifier: z.int().min(0).max(255).optional(),
});

const applicationShape = z.strictObject({
  aid: hex(5, 16),
  partialMatch: z.boolean().default(true),
  applicationVersion: hex(2),
  tacDenial: hex(5),
  tacOnline: hex(5),
  tacDefault: hex(5),
  floorLimitFen: fen(0, 0xffff_ffffn),
  defaultDdol: hex(0, 64)
    .refine((text) => parseDol(fromHex(text)).ok, flaw("dol"))
    .default("9F3704"),
  randomSelection: randomSelection.optional(),
  onlinePinSupported: z.boolean().optional(),
  ecTransactionLimitFen: fen(0).optional(),
  ecCurrencyCodes: z.array(currency).min(1).max(2).optional(),
  supportedCvms: z.array(z.enum(PACK_CVMS)).min(1).max(PACK_CVMS.length).optional(),
  contactless: contactless.optional(),
});

/** EMV Book 3, 10.6.2: the threshold is "zero or a positive number less than" the floor limit. */
const application = applicationShape.refine(
  ({ randomSelection: selection, floorLimitFen }) =>
    selection === undefined || selection.thresholdFen === 0n || selection.thresholdFen < floorLimitFen,
  { path: ["randomSelection", "thresholdFen"], ...flaw("notBelowFloor") },
);

const stripeRule = z.strictObject({
  scheme: line(1, 40),
  panPrefixes: z
    .array(matching(/^\d{1,10}$/, flaw("panPrefix")))
    .min(1)
    .max(64),
  stripeAllowed: z.boolean(),
  fallbackAllowed: z.boolean().default(false),
  fallbackWithinMs: ms(0, 600_000).default(180_000),
});

const emvShape = z.strictObject({
  countryCode: country.default(156),
  currencyCode: currency.default(156),
  currencyExponent: z.int().min(0).max(3).default(2),
  merchantCategoryCode: digits(4),
  ifdSerialNumber: ascii(8),
  terminalType: z.enum(["22", "25"]).default("22"),
  additionalTerminalCapabilities: hex(5).default("6000F0A001"),
  applications: z
    .array(application)
    .min(1)
    .max(32)
    .check(eachOnce(({ aid }) => aid, "aid")),
  caKeys: z
    .array(caKey)
    .max(64)
    .check(eachOnce(({ rid, index }) => `${rid} ${index}`, "index")),
  stripeRules: z
    .array(stripeRule)
    .max(32)
    .check(eachOnce(({ scheme }) => scheme, "scheme"))
    .optional(),
});

/** Amounts would stand in other places than the cards' and the host's (5F36). */
const emv = emvShape.refine(
  ({ currencyCode, currencyExponent }) => CURRENCY_EXPONENTS.get(currencyCode) === currencyExponent,
  { path: ["currencyExponent"], ...flaw("wrongExponent") },
);

const baudRate = z.literal([9600, 19_200, 38_400, 57_600, 115_200]);

const devices = z.strictObject({
  cardReader: z
    .strictObject({
      kind: z.literal("pcsc"),
      readerName: z.string().min(1).optional(),
      contactlessReaderName: z.string().min(1).optional(),
      insertTimeoutMs: ms(1_000, 600_000).default(60_000),
    })
    .optional(),
  pinPad: z
    .strictObject({
      kind: z.literal("serial"),
      path: z.string().min(1),
      baudRate: baudRate.default(9600),
      pinTimeoutMs: ms(1_000, 300_000).default(60_000),
    })
    .optional(),
  printer: z
    .strictObject({
      kind: z.literal("serial"),
      path: z.string().min(1),
      baudRate: baudRate.default(9600),
      columns: z.literal([32, 48]).default(48),
      cutter: z.boolean().default(true),
    })
    .optional(),
  cashDrawer: z
    .strictObject({
      kind: z.literal("printer"),
      pin: z.literal([2, 5]).default(2),
    })
    .optional(),
});

/** Practice never reaches a real host (design section 2). */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

export const TERMINAL_FILE_SCHEMA = z
  .strictObject({
    shop,
    language: z.enum(LANGUAGES).default("zh-CN"),
    timeZone: z.string().refine(isTimeZone, flaw("timeZone")).default("Asia/Shanghai"),
    training: z.boolean().optional(),
    cashRounding: cashRounding.default({ stepFen: 1n, mode: "down" }),
    limits,
    labels: z.array(label).max(10).optional(),
    acquirer,
    emv,
    devices: devices.default({}),
  })
  .refine(({ training, acquirer: { host } }) => training !== true || LOOPBACK_HOSTS.has(host.toLowerCase()), {
    path: ["acquirer", "host"],
    ...flaw("trainingHost"),
  })
  .refine(({ devices: { cashDrawer, printer } }) => cashDrawer === undefined || printer !== undefined, {
    path: ["devices", "cashDrawer"],
    ...flaw("drawerNeedsPrinter"),
  })
  .refine(({ devices: { pinPad, printer } }) => pinPad === undefined || pinPad.path !== printer?.path, {
    path: ["devices", "printer", "path"],
    ...flaw("sameLine"),
  });

/** Whether the runtime knows the IANA name. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A name or an address, without the port that people like to write behind it. */
function isHost(text: string): boolean {
  const isName = /^(?=.{1,253}$)[0-9a-z_-]{1,63}(\.[0-9a-z_-]{1,63})*\.?$/i.test(text);
  return isName || isIP(text) !== 0;
}

/** Two entries with one name would leave open which of them counts. */
function eachOnce<T>(nameOf: (entry: T) => string, member: string): z.core.CheckFn<T[]> {
  return ({ value, issues }) => {
    const seen = new Set<string>();
    for (const [i, entry] of value.entries()) {
      const name = nameOf(entry);
      if (seen.has(name)) issues.push({ code: "custom", input: name, path: [i, member], ...flaw("twice") });
      seen.add(name);
    }
  };
}

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads the text of a `terminal.json`. All mistakes are named at once. */
export function parseTerminalFile(text: string): Result<TerminalConfig, readonly ConfigMistake[]> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(BYTE_ORDER_MARK, ""));
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/\p{Cc}+/gu, " ") : "";
    return err([{ path: "", kind: "notJson", parameters: { detail } }]);
  }
  const parsed = TERMINAL_FILE_SCHEMA.safeParse(json);
  if (!parsed.success) return err(mistakesOf(parsed.error.issues, json));
  return ok(withoutUndefined(parsed.data) as TerminalConfig);
}

/** Optional members that were left out are absent, not `undefined`: the journal's form knows no difference. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, withoutUndefined(member)]),
  );
}
