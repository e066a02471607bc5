import { z } from "zod";
import { fromHex } from "../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { readDol } from "../issuer/tlv.ts";

/** The schema of the file that `jinka personalise` reads: one card, with one application or several. */

const hex = (lengthMin: number, lengthMax = lengthMin) =>
  z
    .string()
    .regex(/^([0-9A-Fa-f]{2})*$/, "hexadecimal digits come in pairs")
    .refine((text) => text.length >= 2 * lengthMin && text.length <= 2 * lengthMax, {
      error:
        lengthMin === lengthMax
          ? `exactly ${lengthMin} ${lengthMin === 1 ? "byte" : "bytes"}`
          : `${lengthMin} to ${lengthMax} bytes`,
    })
    .transform((text) => text.toUpperCase());

/** ISO/IEC 7812-1 annex B. */
function hasRightCheckDigit(pan: string): boolean {
  const sum = [...pan].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const MONTH_AND_YEAR = /^(0[1-9]|1[0-2])\d\d$/;

function isDay(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
}

const account = z.strictObject({
  pan: z
    .string()
    .regex(/^\d{12,19}$/, "12 to 19 digits")
    .refine(hasRightCheckDigit, { error: "the last digit is not the right check digit" }),
  panSequenceNumber: z.int().min(0).max(99).default(1),
  expiry: z
    .string()
    .regex(/^\d\d(0[1-9]|1[0-2])$/, "YYMM")
    .default("4912"),
  serviceCode: z
    .string()
    .regex(/^\d{3}$/, "3 digits")
    .default("220"),
  kind: z.enum(["debit", "credit"]).default("debit"),
  pin: z
    .string()
    .regex(/^\d{4,12}$/, "4 to 12 digits")
    .optional(),
});

/** Supplied by the account, the issuer, or the card's own settings: an object of that tag would contradict them. */
const SUPPLIED_TAGS: ReadonlySet<string> = new Set(
  "50 57 5A 5F24 5F30 5F34 82 84 87 8F 90 92 93 94 9F32 9F36 9F38 9F46 9F47 9F48".split(" "),
);

/** What CVN 01 is computed over: the card has to ask for all of it (emv-pboc 13.2). */
const CDOL1_NEEDS: readonly (readonly [tag: number, length: number])[] = [
  [0x9f02, 6],
  [0x9f03, 6],
  [0x9f1a, 2],
  [0x95, 5],
  [0x5f2a, 2],
  [0x9a, 3],
  [0x9c, 1],
  [0x9f37, 4],
];
const CDOL2_NEEDS = [[0x8a, 2] as const, [0x9f37, 4] as const];
const DDOL_NEEDS = [[0x9f37, 4] as const];
/** The data field of a command. */
const DOL_DATA_MAX = 252;

/** A sentence, or undefined for a list that can be used. */
function wrongWithDol(
  value: string,
  needs: readonly (readonly [tag: number, length: number])[],
): string | undefined {
  const entries = readDol(fromHex(value));
  if (entries === undefined) return "the data object list is damaged";
  if (entries.reduce((sum, { length }) => sum + length, 0) > DOL_DATA_MAX)
    return `the data object list asks for more than ${DOL_DATA_MAX} bytes`;
  const missing = needs.find(
    ([tag, length]) => !entries.some((entry) => entry.tag === tag && entry.length === length),
  );
  if (missing === undefined) return undefined;
  return `the data object list has to ask for ${missing[0].toString(16).toUpperCase()} with ${missing[1]} bytes`;
}

const DOL_NEEDS: { readonly [tag: string]: readonly (readonly [number, number])[] } = {
  "8C": CDOL1_NEEDS,
  "8D": CDOL2_NEEDS,
  "9F49": DDOL_NEEDS,
};

/** A primitive tag of one to three bytes (EMV Book 3, annex B1). */
function isPrimitiveTag(text: string): boolean {
  if (!/^([0-9A-F]{2}){1,3}$/.test(text)) return false;
  const [first = 0, ...rest] = fromHex(text);
  if ((first & 0x20) !== 0) return false;
  if ((first & 0x1f) !== 0x1f) return rest.length === 0;
  return rest.length > 0 && rest.every((byte, i) => ((byte & 0x80) !== 0) === i < rest.length - 1);
}

const tag = z.string().refine(isPrimitiveTag, { error: "a primitive tag in upper-case hexadecimal" });

const VALUE_LENGTH_MAX = 120;
/** What has no place of its own goes into one more record, which has at most 256 bytes with its template. */
const MORE_OBJECTS_MAX = 160;

const objects = z
  .record(tag, hex(1, VALUE_LENGTH_MAX).nullable())
  .default({})
  .check((context) => {
    let length = 0;
    for (const [name, value] of Object.entries(context.value)) {
      const add = (message: string): void =>
        void context.issues.push({ code: "custom", input: value, path: [name], message });
      if (SUPPLIED_TAGS.has(name)) add("the account, the issuer or the settings supply this object");
      const needs = DOL_NEEDS[name];
      if (needs !== undefined && value === null && name !== "9F49") add("the card cannot do without it");
      const wrong = needs && value !== null ? wrongWithDol(value, needs) : undefined;
      if (wrong !== undefined) add(wrong);
      length += name.length / 2 + 2 + (value?.length ?? 0) / 2;
    }
    if (length > MORE_OBJECTS_MAX) {
      const message = `together at most ${MORE_OBJECTS_MAX} bytes with tags and lengths`;
      context.issues.push({ code: "custom", input: context.value, path: [], message });
    }
  });

/** Internal objects that the card calculates with, and their lengths in bytes. */
const INTERNAL_LENGTHS: { readonly [tag: string]: number } = {
  "9F51": 2,
  "9F52": 2,
  "9F53": 1,
  "9F54": 6,
  "9F56": 1,
  "9F57": 2,
  "9F58": 1,
  "9F59": 1,
  "9F5C": 6,
  "9F6D": 6,
  "9F72": 1,
  "9F77": 6,
  "9F78": 6,
  "9F79": 6,
};
/** What a log entry consists of. */
const LOG_FORMATS = ["9F4F", "DF4F"];

const internal = z
  .record(tag, hex(1, VALUE_LENGTH_MAX).nullable())
  .default({})
  .check((context) => {
    for (const [name, value] of Object.entries(context.value)) {
      if (value === null) continue;
      const length = INTERNAL_LENGTHS[name];
      const wrongLength = length !== undefined && value.length !== 2 * length;
      const wrong = LOG_FORMATS.includes(name) ? wrongWithDol(value, []) : undefined;
      const message = wrongLength ? `exactly ${length} ${length === 1 ? "byte" : "bytes"}` : wrong;
      if (message !== undefined) context.issues.push({ code: "custom", input: value, path: [name], message });
    }
  });

/** Of the templates. */
const RID_UNIONPAY = "A000000333";
const AID_OF = {
  debit: "A000000333010101",
  "debit-offline": "A000000333010101",
  credit: "A000000333010102",
} as const;

const application = z
  .strictObject({
    /** Where everything comes from that is not said here. */
    template: z.enum(["debit", "credit", "debit-offline"]).default("debit"),
    aid: hex(5, 16).optional(),
    label: z
      .string()
      .regex(/^[\x20-\x7e]{1,16}$/, "1 to 16 ASCII characters")
      .optional(),
    priority: z.int().min(0).max(15).optional(),
    account,
    algorithms: z.enum(["rsa", "sm", "dual"]).default("rsa"),
    authentication: z.enum(["sda", "dda", "cda"]).optional(),
    blocked: z.boolean().default(false),
    responseFormat: z.literal([1, 2]).optional(),
    objects,
    /** What GET DATA reads and card risk management follows. */
    internal,
    atc: z.int().min(0).max(0xfffe).optional(),
    lastOnlineAtc: z.int().min(0).max(0xfffe).optional(),
    pinTryCounter: z.int().min(0).max(15).default(3),
  })
  .refine(({ atc, lastOnlineAtc }) => (lastOnlineAtc ?? 0) <= (atc ?? 0xffff), {
    path: ["lastOnlineAtc"],
    error: "not above atc",
  });

const KEY_BITS = { min: 768, max: 1984, step: 16 } as const;
const bits = z
  .int()
  .min(KEY_BITS.min)
  .max(KEY_BITS.max)
  .refine((value) => value % KEY_BITS.step === 0, { error: `a multiple of ${KEY_BITS.step}` });

const certified = {
  caIndex: hex(1),
  caExpiry: z
    .string()
    .regex(/^\d{8}$/, "YYYYMMDD")
    .refine(isDay, { error: "no day of the calendar" })
    .default("20491231"),
  certificateExpiry: z.string().regex(MONTH_AND_YEAR, "MMYY").default("1249"),
  issuerCertificateSerial: hex(3).default("000001"),
};

const rsa = z
  .strictObject({
    ...certified,
    caIndex: certified.caIndex.default("E1"),
    caBits: bits.default(1984),
    issuerBits: bits.default(1408),
    iccBits: bits.default(1152),
    exponent: z.literal([3, 65537]).default(3),
  })
  .refine(({ caBits, issuerBits }) => issuerBits <= caBits, {
    path: ["issuerBits"],
    error: "not above caBits",
  })
  .refine(({ issuerBits, iccBits }) => iccBits <= issuerBits, {
    path: ["iccBits"],
    error: "not above issuerBits",
  });

const sm2 = z.strictObject({ ...certified, caIndex: certified.caIndex.default("E4") });

/** An answer to GENERATE AC with a signature has to fit 256 bytes. */
const CDA_ICC_BITS_MAX = 1_792;

const card = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z-]{0,39}$/, "lower-case letters and hyphens, at most 40"),
    protocol: z.enum(["T=0", "T=1"]).default("T=1"),
    historicalText: z
      .string()
      .regex(/^[\x20-\x7e]{0,15}$/, "at most 15 ASCII characters")
      .default("PBOC TEST"),
    directory: z.enum(["present", "blocked", "absent"]).default("present"),
    cardBlocked: z.boolean().default(false),
    /** The same words give the same keys and the same card; without them the keys are random. */
    seed: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, "1 to 200 ASCII characters")
      .optional(),
    /** `test`: the published keys of the test issuer, which the simulated host knows. */
    masterKeys: z.enum(["own", "test"]).default("own"),
    rid: hex(5).default("A000000333"),
    issuerIdentifier: z
      .string()
      .regex(/^\d{3,8}$/, "3 to 8 digits")
      .optional(),
    rsa: rsa.default(rsa.parse({})),
    sm2: sm2.default(sm2.parse({})),
    applications: z.array(application).min(1).max(8),
  })
  .check((context) => {
    const { applications, issuerIdentifier, rid, rsa: keys, sm2: smKeys } = context.value;
    const add = (path: (string | number)[], message: string): void =>
      void context.issues.push({ code: "custom", input: context.value, path, message });
    if (keys.caIndex === smKeys.caIndex) add(["sm2", "caIndex"], "not the same as rsa.caIndex");
    const digits = issuerIdentifier ?? applications[0]?.account.pan.slice(0, 8) ?? "";
    const seen = new Set<string>();
    for (const [i, one] of applications.entries()) {
      const { account: holder, aid, algorithms, authentication, template } = one;
      if (aid === undefined && rid !== RID_UNIONPAY)
        add(["applications", i, "aid"], "needed where rid is not A000000333");
      if (aid !== undefined && !aid.startsWith(rid)) add(["applications", i, "aid"], "begins with rid");
      const name = aid ?? AID_OF[template];
      if (seen.has(name)) add(["applications", i, "aid"], "another application has it");
      seen.add(name);
      if (!holder.pan.startsWith(digits))
        add(
          ["applications", i, "account", "pan"],
          "begins with issuerIdentifier, or with the first 8 digits of the first account",
        );
      const cda = (authentication ?? (template === "debit-offline" ? "cda" : undefined)) === "cda";
      if (cda && algorithms !== "sm" && keys.iccBits > CDA_ICC_BITS_MAX)
        add(["rsa", "iccBits"], `at most ${CDA_ICC_BITS_MAX} for an application with CDA`);
    }
  });

export type ProfileFile = z.infer<typeof card>;
export type ApplicationInFile = ProfileFile["applications"][number];

/** What is wrong with one place of a profile. */
export type ProfileMistake = {
  /** `applications[0].account.pan`; empty for the file as a whole. */
  readonly path: string;
  /** English, and none of the file's values. */
  readonly message: string;
};

export const PROFILE_BYTES_MAX = 100_000;
/** More would not be read by anybody. */
const MISTAKES_MAX = 50;

/** Any text gives a profile with its defaults, or what is wrong with it, in the order of the file. */
export function readProfileFile(text: string): Result<ProfileFile, readonly ProfileMistake[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err([{ path: "", message: "this is not JSON" }]);
  }
  const parsed = card.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const mistakes = parsed.error.issues.flatMap((issue): ProfileMistake[] => {
    if (issue.code === "invalid_key")
      return issue.issues.map(({ message }) => ({ path: pathOf(issue.path), message }));
    if (issue.code !== "unrecognized_keys") return [{ path: pathOf(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({
      path: pathOf([...issue.path, key]),
      message: "there is no such member",
    }));
  });
  return err(mistakes.slice(0, MISTAKES_MAX));
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
