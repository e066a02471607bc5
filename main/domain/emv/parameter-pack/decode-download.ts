import { fromNumericBcd, toHex, toLatin1, toUint } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { parseDol } from "../dol.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import { isFiller, readTlvHeader } from "../tlv.ts";
import { isCalendarDate } from "./calendar-date.ts";
import type { DownloadFault, DownloadFormat } from "./download-fault.ts";
import { DOWNLOAD_TAG as TAG } from "./download-tags-table.ts";
import type { PackApplication, PackCaKey, PackContactless } from "./parameter-pack.ts";

/** One downloaded object. `ignored` are tags that say nothing about cards, such as DF25, when it was changed. */
export type DownloadedObject =
  | { readonly kind: "caKey"; readonly caKey: PackCaKey; readonly ignored: readonly number[] }
  | {
      readonly kind: "application";
      readonly application: PackApplication;
      readonly ignored: readonly number[];
    };

/** Longer lists are no download of one terminal. */
const OBJECTS_MAX = 4096;

type Field = { readonly value: Uint8Array; readonly offset: number };

/** What stands between one 9F06 and the next. */
type Group = { readonly fields: ReadonlyMap<number, Field>; readonly end: number };

class Refused {
  readonly fault: DownloadFault;
  constructor(fault: DownloadFault) {
    this.fault = fault;
  }
}

/**
 * Reads the objects of a UnionPay parameter download, one after the other, each beginning with 9F06 (emv-pboc section 17;
 * cup-8583 section 9). With 9F22 it is a CA key: 9F06 RID (5), 9F22 index (1), DF05 expiry (8 ASCII digits or 4 packed),
 * DF06 hash algorithm (01 or 07), DF07 key algorithm (01 RSA, 04 SM2), DF02 modulus or X and Y, DF04 exponent (SM2:
 * absent, empty or 00), DF03 checksum (20). Else it is an AID: 9F06 AID (5 to 16), DF01 (00 partial, 01 exact), 9F08 or
 * 9F09 version (2), DF11, DF12, DF13 action codes default, online, denial (5 each), 9F1B floor limit (4, binary), DF15
 * threshold (4), DF16 maximum target and DF17 target percentage (1 each), DF14 DDOL, DF18 online PIN (00 or 01), 9F7B,
 * DF19, DF20, DF21 limits (6, packed). Total over any bytes; the first fault ends it.
 */
export function decodeDownload(
  bytes: Uint8Array,
  format: Pick<DownloadFormat, "randomSelection">,
): Result<readonly DownloadedObject[], DownloadFault> {
  try {
    const groups = splitGroups(bytes);
    return ok(
      groups.map((group) => (group.fields.has(TAG.caIndex) ? readCaKey(group) : readAid(group, format))),
    );
  } catch (refused) {
    if (refused instanceof Refused) return err(refused.fault);
    throw refused;
  }
}

function refuse(kind: DownloadFault["kind"], offset: number, tag?: number): never {
  throw new Refused(tag === undefined ? { kind, offset } : { kind, offset, tag });
}

function splitGroups(bytes: Uint8Array): Group[] {
  const groups: { fields: Map<number, Field>; end: number }[] = [];
  let offset = 0;
  let count = 0;
  while (offset < bytes.length) {
    if (isFiller(bytes[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, bytes.length);
    if (!header.ok) throw new Refused(header.fault);
    const { tag, valueOffset, valueLength } = header.value;
    count += 1;
    if (count > OBJECTS_MAX) refuse("tooManyObjects", offset);
    if (tag === TAG.aid) groups.push({ fields: new Map(), end: offset });
    const group = groups.at(-1) ?? refuse("noAid", offset, tag);
    if (group.fields.has(tag)) refuse("tagTwice", offset, tag);
    group.fields.set(tag, { value: bytes.subarray(valueOffset, valueOffset + valueLength), offset });
    offset = valueOffset + valueLength;
    group.end = offset;
  }
  if (groups.length === 0) refuse("empty", 0);
  return groups;
}

/** Takes fields out of a group by tag and length, and knows which were never asked for. */
class Fields {
  readonly #group: Group;
  readonly #asked = new Set<number>();

  constructor(group: Group) {
    this.#group = group;
  }

  optional(tag: number, lengthMin: number, lengthMax = lengthMin): Field | undefined {
    this.#asked.add(tag);
    const field = this.#group.fields.get(tag);
    if (field === undefined) return undefined;
    const { length } = field.value;
    if (length < lengthMin || length > lengthMax) refuse("wrongLength", field.offset, tag);
    return field;
  }

  needed(tag: number, lengthMin: number, lengthMax = lengthMin): Field {
    return this.optional(tag, lengthMin, lengthMax) ?? refuse("tagMissing", this.#group.end, tag);
  }

  hex(tag: number, lengthMin: number, lengthMax = lengthMin): string {
    return toHex(this.needed(tag, lengthMin, lengthMax).value);
  }

  /** One byte that is one of these codes. */
  code(tag: number, codes: readonly number[]): number | undefined {
    const field = this.optional(tag, 1);
    const [code] = field?.value ?? [];
    if (field !== undefined && !codes.includes(code ?? -1)) refuse("wrongValue", field.offset, tag);
    return code;
  }

  /** Twelve packed digits. */
  amountFen(tag: number): bigint | undefined {
    const field = this.optional(tag, 6);
    return field && (fromNumericBcd(field.value) ?? refuse("wrongValue", field.offset, tag));
  }

  get ignored(): number[] {
    return [...this.#group.fields.keys()].filter((tag) => !this.#asked.has(tag));
  }
}

const RSA_LENGTH_MAX = 248;

function readCaKey(group: Group): DownloadedObject {
  const fields = new Fields(group);
  const rid = fields.hex(TAG.aid, 5);
  const index = fields.hex(TAG.caIndex, 1);
  const expiry = readExpiry(fields.needed(TAG.caExpiry, 4, 8));
  const algorithms = Object.values(KEY_ALGORITHM);
  const isSm2 =
    (fields.code(TAG.caKeyAlgorithm, algorithms) ?? refuse("tagMissing", group.end, TAG.caKeyAlgorithm)) ===
    KEY_ALGORITHM.sm2;
  // The hash goes with the key: SM3 with SM2, SHA-1 with RSA (emv-pboc section 5).
  fields.code(TAG.caHashAlgorithm, [isSm2 ? HASH_SM3 : HASH_SHA1]);
  const caKey: PackCaKey = {
    rid,
    index,
    algorithm: isSm2 ? "sm2" : "rsa",
    modulus: isSm2 ? fields.hex(TAG.caModulus, 64) : fields.hex(TAG.caModulus, 64, RSA_LENGTH_MAX),
    exponent: isSm2 ? readSm2Exponent(fields) : fields.hex(TAG.caExponent, 1, 3),
    checksum: fields.hex(TAG.caChecksum, 20),
    expiry,
  };
  return { kind: "caKey", caKey, ignored: fields.ignored };
}

export const HASH_SHA1 = 0x01;
export const HASH_SM3 = 0x07;

function readSm2Exponent(fields: Fields): string {
  const field = fields.optional(TAG.caExponent, 0, 1);
  if (field !== undefined && (field.value[0] ?? 0) !== 0) refuse("wrongValue", field.offset, TAG.caExponent);
  return "";
}

function readExpiry({ value, offset }: Field): string {
  if (value.length !== 4 && value.length !== 8) refuse("wrongLength", offset, TAG.caExpiry);
  const digits = value.length === 8 ? toLatin1(value) : toHex(value);
  if (!isCalendarDate(digits)) refuse("wrongValue", offset, TAG.caExpiry);
  return digits;
}

function readAid(group: Group, format: Pick<DownloadFormat, "randomSelection">): DownloadedObject {
  const fields = new Fields(group);
  const aid = fields.hex(TAG.aid, 5, 16);
  const selectionIndicator = fields.code(TAG.selectionIndicator, [0x00, 0x01]);
  if (selectionIndicator === undefined) refuse("tagMissing", group.end, TAG.selectionIndicator);
  const randomSelection = readRandomSelection(fields, group, format);
  const ddol = fields.optional(TAG.defaultDdol, 0, 252);
  if (ddol !== undefined && !parseDol(ddol.value).ok) refuse("wrongValue", ddol.offset, TAG.defaultDdol);
  const onlinePin = fields.code(TAG.onlinePin, [0x00, 0x01]);
  const ecTransactionLimitFen = fields.amountFen(TAG.ecTransactionLimit);
  const contactless = readContactless(fields);
  const application: PackApplication = {
    aid,
    partialMatch: selectionIndicator === 0x00,
    applicationVersion: readVersion(fields),
    tacDenial: fields.hex(TAG.tacDenial, 5),
    tacOnline: fields.hex(TAG.tacOnline, 5),
    tacDefault: fields.hex(TAG.tacDefault, 5),
    floorLimitFen: BigInt(toUint(fields.needed(TAG.floorLimit, 4).value)),
    defaultDdol: ddol === undefined ? DEFAULT_DDOL : toHex(ddol.value),
    ...(randomSelection && { randomSelection }),
    ...(onlinePin === undefined ? {} : { onlinePinSupported: onlinePin === 0x01 }),
    ...(ecTransactionLimitFen === undefined ? {} : { ecTransactionLimitFen }),
    ...(contactless && { contactless }),
  };
  return { kind: "application", application, ignored: fields.ignored };
}

/** emv-pboc 4.5: the unpredictable number alone. */
const DEFAULT_DDOL = "9F3704";

/** Some hosts write 9F08, the tag of the card's own version, where 9F09 is meant. */
function readVersion(fields: Fields): string {
  const terminal = fields.optional(TAG.versionTerminal, 2);
  const card = terminal === undefined ? fields.needed(TAG.version, 2) : fields.optional(TAG.version, 2);
  const version = terminal ?? card;
  if (card !== undefined && terminal !== undefined && toHex(card.value) !== toHex(terminal.value)) {
    refuse("wrongValue", card.offset, TAG.version);
  }
  return toHex(version?.value ?? new Uint8Array());
}

function readRandomSelection(
  fields: Fields,
  group: Group,
  { randomSelection: form }: Pick<DownloadFormat, "randomSelection">,
): PackApplication["randomSelection"] {
  const threshold = fields.optional(TAG.threshold, 4);
  const maximum = fields.optional(TAG.maximumTargetPercent, 1);
  const target = fields.optional(TAG.targetPercent, 1);
  if (threshold === undefined && maximum === undefined && target === undefined) return undefined;
  const number = (field: Field | undefined, tag: number, most: bigint): bigint => {
    const { value, offset } = field ?? refuse("tagMissing", group.end, tag);
    const read = form === "bcd" ? fromNumericBcd(value) : BigInt(toUint(value));
    return read === undefined || read > most ? refuse("wrongValue", offset, tag) : read;
  };
  return {
    thresholdFen: number(threshold, TAG.threshold, 0xffff_ffffn),
    targetPercent: Number(number(target, TAG.targetPercent, PERCENT_MAX)),
    maximumTargetPercent: Number(number(maximum, TAG.maximumTargetPercent, PERCENT_MAX)),
  };
}

/** EMV Book 3, 10.6.2: 0 to 99. */
const PERCENT_MAX = 99n;

function readContactless(fields: Fields): PackContactless | undefined {
  const floorLimitFen = fields.amountFen(TAG.contactlessFloorLimit);
  const transactionLimitFen = fields.amountFen(TAG.contactlessTransactionLimit);
  const cvmLimitFen = fields.amountFen(TAG.contactlessCvmLimit);
  const limits = {
    ...(floorLimitFen === undefined ? {} : { floorLimitFen }),
    ...(transactionLimitFen === undefined ? {} : { transactionLimitFen }),
    ...(cvmLimitFen === undefined ? {} : { cvmLimitFen }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}
