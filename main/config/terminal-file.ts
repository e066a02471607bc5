import { z } from "zod";
import { fromHex } from "../domain/bytes.ts";
import { checkCaPublicKey } from "../domain/emv/ca-public-key.ts";
import { parseDol } from "../domain/emv/dol.ts";
import { AMOUNT_MAX_FEN } from "../domain/money.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { LANGUAGES } from "../domain/text/language.ts";
import type { TerminalConfig } from "../domain/till/config.ts";

/**
 * The schema of `terminal.json`, the file that `jinka setup` reads. Everything is checked before anything is
 * taken over; a file with one mistake changes nothing. `docs/terminal.sample.json` is a whole example and
 * `docs/configuration.md` explains each member.
 */

const hex = (lengthMin: number, lengthMax = lengthMin) =>
  z
    .string()
    .regex(/^([0-9A-Fa-f]{2})*$/, "must be pairs of hexadecimal digits")
    .refine(
      (text) => text.length >= 2 * lengthMin && text.length <= 2 * lengthMax,
      lengthMin === lengthMax
        ? `must have ${lengthMin} bytes`
        : `must have ${lengthMin} to ${lengthMax} bytes`,
    )
    .transform((text) => text.toUpperCase());

/** Fen as a whole number: JSON has no other exact money. */
const fen = (max = AMOUNT_MAX_FEN) =>
  z
    .int("must be whole fen")
    .min(0)
    .max(Number(max))
    .transform((value) => BigInt(value));

const ms = (min: number, max: number) => z.int().min(min).max(max);

const port = z.int().min(1).max(65_535);

const shop = z.strictObject({
  nameZh: z.string().min(1).max(40),
  nameEn: z.string().min(1).max(40),
  addressZh: z.string().max(80).optional(),
  addressEn: z.string().max(80).optional(),
  phone: z.string().max(30).optional(),
});

const cashRounding = z.strictObject({
  stepFen: z
    .union([z.literal(1), z.literal(10), z.literal(50), z.literal(100)])
    .transform((step) => BigInt(step)),
  mode: z.enum(["down", "nearest"]),
});

const limits = z.strictObject({
  saleMaxFen: fen(),
  sameCardWindowMs: ms(0, 86_400_000).default(300_000),
});

const reversal = z.strictObject({
  notFoundGraceMs: ms(0, 600_000).default(60_000),
  refusalCountMax: z.int().min(1).max(100).default(3),
  code12Ends: z.boolean().default(false),
  endsWithoutMac: z.boolean().default(false),
  retryDelayMs: ms(100, 3_600_000).default(30_000),
});

const acquirer = z.strictObject({
  name: z.string().min(1).max(40),
  tid: z.string().regex(/^[0-9A-Za-z]{8}$/, "must have 8 letters or digits"),
  mid: z.string().regex(/^[0-9A-Za-z]{15}$/, "must have 15 letters or digits"),
  host: z.string().min(1),
  port,
  tpdu: hex(5),
  header: hex(6),
  connectTimeoutMs: ms(100, 120_000).default(10_000),
  replyTimeoutMs: ms(100, 300_000).default(60_000),
  lingerMs: ms(0, 300_000).default(30_000),
  macAlgorithm: z.enum(["cup-ecb", "x9.19"]).default("cup-ecb"),
  keyScheme: z.enum(["001", "003", "004"]).default("003"),
  networkLicence: z.string().regex(/^\d{4}$/, "must have 4 digits"),
  deviceSerial: z.string().regex(/^[\x20-\x7e]{8}$/, "must have 8 ASCII characters"),
  declineWithoutMacAccepted: z.boolean().default(true),
  voidNeedsCard: z.boolean().default(true),
  reversal: reversal.default({
    notFoundGraceMs: 60_000,
    refusalCountMax: 3,
    code12Ends: false,
    endsWithoutMac: false,
    retryDelayMs: 30_000,
  }),
});

const application = z.strictObject({
  aid: hex(5, 16),
  partialMatch: z.boolean().default(true),
  applicationVersion: hex(2),
  tacDenial: hex(5),
  tacOnline: hex(5),
  tacDefault: hex(5),
  floorLimitFen: fen(0xffff_ffffn),
  defaultDdol: hex(0, 64)
    .refine((text) => parseDol(fromHex(text)).ok, "must be a data object list")
    .default("9F3704"),
});

const caKey = z
  .strictObject({
    rid: hex(5),
    index: hex(1),
    modulus: hex(64, 248),
    exponent: hex(1, 3),
    checksum: hex(20),
    expiry: z.string().regex(/^\d{8}$/, "must be YYYYMMDD"),
  })
  .refine(
    (key) => {
      const { rid, modulus, exponent, checksum, expiry } = key;
      const index = Number.parseInt(key.index, 16);
      const bytes = { rid: fromHex(rid), modulus: fromHex(modulus), exponent: fromHex(exponent) };
      return checkCaPublicKey({ ...bytes, index, checksum: fromHex(checksum), expiry }).ok;
    },
    { path: ["checksum"], message: "does not belong to this key" },
  );

const emv = z.strictObject({
  countryCode: z.int().min(1).max(999).default(156),
  currencyCode: z.int().min(1).max(999).default(156),
  currencyExponent: z.int().min(0).max(3).default(2),
  merchantCategoryCode: z.string().regex(/^\d{4}$/, "must have 4 digits"),
  ifdSerialNumber: z.string().regex(/^[\x20-\x7e]{8}$/, "must have 8 ASCII characters"),
  terminalType: z.enum(["22", "25"]).default("22"),
  additionalTerminalCapabilities: hex(5).default("6000F0A001"),
  applications: z.array(application).min(1).max(32),
  caKeys: z.array(caKey).max(64),
});

const baudRate = z.union([
  z.literal(9600),
  z.literal(19_200),
  z.literal(38_400),
  z.literal(57_600),
  z.literal(115_200),
]);

const devices = z.strictObject({
  cardReader: z
    .strictObject({
      kind: z.literal("pcsc"),
      readerName: z.string().min(1).optional(),
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
      columns: z.union([z.literal(32), z.literal(48)]).default(48),
      cutter: z.boolean().default(true),
    })
    .optional(),
  cashDrawer: z
    .strictObject({
      kind: z.literal("printer"),
      pin: z.union([z.literal(2), z.literal(5)]).default(2),
    })
    .optional(),
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

const terminalFile = z
  .strictObject({
    shop,
    language: z.enum(LANGUAGES).default("zh-CN"),
    timeZone: z.string().refine(isTimeZone, "is no time zone").default("Asia/Shanghai"),
    cashRounding: cashRounding.default({ stepFen: 1n, mode: "down" }),
    limits,
    acquirer,
    emv,
    devices: devices.default({}),
  })
  .refine((file) => file.devices.cashDrawer === undefined || file.devices.printer !== undefined, {
    path: ["devices", "cashDrawer"],
    message: "needs a printer that drives it",
  });

/** One mistake: where it stands in the file, and what is wrong with it. */
export type ConfigMistake = { readonly path: string; readonly message: string };

/** Reads the text of a `terminal.json`. All mistakes are named at once; numbers of lines where it is no JSON. */
export function parseTerminalFile(text: string): Result<TerminalConfig, readonly ConfigMistake[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err([{ path: "", message: error instanceof Error ? error.message : "is no JSON" }]);
  }
  const parsed = terminalFile.safeParse(json);
  if (!parsed.success) {
    return err(parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })));
  }
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
