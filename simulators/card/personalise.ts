import { concatBytes, fromAscii, fromHex } from "../../main/domain/bytes.ts";
import { SM4, TRIPLE_DES } from "../crypto/symmetric-family.ts";
import type { TestAccount } from "../issuer/accounts-table.ts";
import { compressedDigits } from "../issuer/certificates.ts";
import { masterKeysOf, TEST_MASTER_KEYS } from "../issuer/master-keys-table.ts";
import { type DolEntry, encodeTlv, readDol } from "../issuer/tlv.ts";
import { answerToReset } from "./answer-to-reset.ts";
import { type ApplicationImage, type CardImage, type DirectoryImage, recordKey } from "./card-image.ts";
import type { ApplicationProfile, CardProfile } from "./profile.ts";
import { iccKeyOf, signatureFlawOf, signObjects } from "./sign-objects.ts";
import * as tags from "./tags.ts";

/** `1PAY.SYS.DDF01`: emv-pboc 2.1. */
export const PSE_NAME = fromAscii("1PAY.SYS.DDF01");

const DIRECTORY_SFI = 1;
/** A response has at most 256 bytes of data in short form. */
const RECORD_LENGTH_MAX = 256;

type Values = Map<number, Uint8Array>;

/** Signing takes milliseconds and always gives the same bytes, so each application is signed once. */
const images = new WeakMap<ApplicationProfile, ApplicationImage>();

/** Turns a profile into the bytes of a card. The same profile always gives the same bytes. */
export function personalise(profile: CardProfile, protocol: "T=0" | "T=1"): CardImage {
  return {
    atr: answerToReset(protocol, profile.historicalText),
    cardBlocked: profile.cardBlocked ?? false,
    ...(profile.directory !== "absent" && { directory: directoryImage(profile) }),
    applications: profile.applications.map((application) => {
      const image = images.get(application) ?? applicationImage(application);
      images.set(application, image);
      return image;
    }),
  };
}

function fciValue(application: ApplicationProfile, tag: string): Uint8Array | undefined {
  const entry = application.fci.find(([name]) => name === tag);
  return entry && fromHex(entry[1]);
}

/** One entry 61 for each application, one record each: 4F, 50, 9F12, 87 (emv-pboc 2.1). */
function directoryImage(profile: CardProfile): DirectoryImage {
  const entries = profile.applications.map((application) => {
    const shown = ["50", "9F12", "87"].map((tag) => {
      const value = fciValue(application, tag);
      return value === undefined ? new Uint8Array(0) : encodeTlv(Number.parseInt(tag, 16), value);
    });
    const name = encodeTlv(tags.TAG_4F_ADF_NAME, fromHex(application.aid));
    return encodeTlv(tags.TAG_70_RECORD, encodeTlv(tags.TAG_61_APPLICATION_TEMPLATE, name, ...shown));
  });
  const proprietary = concatBytes(
    encodeTlv(tags.TAG_88_SFI, Uint8Array.of(DIRECTORY_SFI)),
    fromHex("5F2D027A68"),
    fromHex("9F110101"),
  );
  return {
    fci: fileControlInformation(PSE_NAME, proprietary),
    blocked: profile.directory === "blocked",
    records: new Map(entries.map((record, i) => [recordKey(DIRECTORY_SFI, i + 1), record])),
  };
}

function fileControlInformation(name: Uint8Array, proprietary: Uint8Array): Uint8Array {
  const dfName = encodeTlv(tags.TAG_84_DF_NAME, name);
  return encodeTlv(tags.TAG_6F_FCI, dfName, encodeTlv(tags.TAG_A5_FCI_PROPRIETARY, proprietary));
}

/** Both algorithms of a card that has two; the files of both can be read whatever the terminal said. */
function applicationImage(profile: ApplicationProfile): ApplicationImage {
  const base = singleImage(profile);
  if (profile.smVariant === undefined) return base;
  const { smVariant, ...common } = profile;
  const files = [...common.files, ...smVariant.files];
  const sm = singleImage({ ...common, ...smVariant, files, symmetric: "SM4" });
  return { ...base, smVariant: sm };
}

function singleImage(profile: ApplicationProfile): ApplicationImage {
  const { authentication, log, misbehaviour } = profile;
  const values: Values = new Map([
    ...Object.entries(profile.objects).map(([tag, value]) => [tagOf(tag), fromHex(value)] as const),
    ...accountObjects(profile.account),
  ]);
  signObjects(profile, values, staticDataToAuthenticate(profile, values));
  const records = writeRecords(profile, values);
  checkFileLocator(fromHex(profile.afl), records);
  const iccKey = iccKeyOf(authentication);
  const signatureFlaw = signatureFlawOf(authentication);
  return {
    aid: fromHex(profile.aid),
    fci: applicationFci(profile),
    responseFormat: profile.responseFormat,
    aip: fromHex(profile.aip),
    afl: fromHex(misbehaviour?.announcedAfl ?? profile.afl),
    records,
    pdol: dolOf(fciValue(profile, "9F38")),
    cdol1: dolOf(values.get(tags.TAG_8C_CDOL1)),
    cdol2: dolOf(values.get(tags.TAG_8D_CDOL2)),
    ddol: dolOf(values.get(tags.TAG_9F49_DDOL)),
    internal: new Map(Object.entries(profile.internal).map(([tag, value]) => [tagOf(tag), fromHex(value)])),
    ...(iccKey && { iccKey }),
    signsWrongly: authentication.defect === "dynamicSignature",
    ...(signatureFlaw && { signatureFlaw }),
    ...cardKeys(profile),
    ...(misbehaviour?.answersHigher === true && { answersHigher: true }),
    ...(log && { log }),
  };
}

/** The three keys of the card out of the issuer's: emv-pboc 13.1. */
function cardKeys({ account, masterKeys = TEST_MASTER_KEYS, symmetric = "3DES" }: ApplicationProfile) {
  const family = symmetric === "SM4" ? SM4 : TRIPLE_DES;
  const keys = masterKeysOf(masterKeys, symmetric);
  const derive = (masterKey: Uint8Array): Uint8Array =>
    family.deriveCardKey(masterKey, account.pan, account.panSequenceNumber);
  return {
    symmetric,
    cardKey: derive(keys.applicationCryptogram),
    macKey: derive(keys.messageAuthentication),
    encipherKey: derive(keys.encipherment),
  };
}

const tagOf = (text: string): number => Number.parseInt(text, 16);

function dolOf(dol: Uint8Array = new Uint8Array(0)): readonly DolEntry[] {
  const entries = readDol(dol);
  if (entries === undefined) throw new Error("the profile's data object list is damaged");
  return entries;
}

/** Last day of the month of expiry, YYMMDD. */
function expiryDate(yymm: string): string {
  const [year, month] = [2000 + Number(yymm.slice(0, 2)), Number(yymm.slice(2))];
  return yymm + new Date(Date.UTC(year, month, 0)).getUTCDate().toString().padStart(2, "0");
}

function accountObjects(account: TestAccount): readonly (readonly [number, Uint8Array])[] {
  const track2 = `${account.pan}D${account.expiry}${account.serviceCode}00000000`;
  return [
    [tags.TAG_5A_PAN, compressedDigits(account.pan, Math.ceil(account.pan.length / 2))],
    [tags.TAG_57_TRACK2_EQUIVALENT, compressedDigits(track2, Math.ceil(track2.length / 2))],
    [tags.TAG_5F24_EXPIRY, fromHex(expiryDate(account.expiry))],
    [tags.TAG_5F30_SERVICE_CODE, fromHex(account.serviceCode.padStart(4, "0"))],
    [tags.TAG_5F34_PAN_SEQUENCE_NUMBER, fromHex(account.panSequenceNumber.toString().padStart(2, "0"))],
  ];
}

/** Contents of the records that the AFL marks, in its order, then the AIP when 9F4A asks for it: emv-pboc 3. */
function staticDataToAuthenticate(profile: ApplicationProfile, values: Values): Uint8Array {
  const afl = fromHex(profile.afl);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < afl.length; at += 4) {
    const [sfiByte = 0, first = 0, , count = 0] = afl.subarray(at, at + 4);
    for (let record = first; record < first + count; record++)
      parts.push(recordContent(profile, sfiByte >> 3, record, values));
  }
  if (values.get(tags.TAG_9F4A_SDA_TAG_LIST)?.[0] === tags.TAG_82_AIP) parts.push(fromHex(profile.aip));
  return concatBytes(...parts);
}

function recordContent(profile: ApplicationProfile, sfi: number, record: number, values: Values): Uint8Array {
  const listed = profile.files.find((file) => file.sfi === sfi)?.records[record - 1] ?? [];
  const objects = listed.map((tag) => {
    const value = values.get(tagOf(tag));
    return value === undefined || value.length === 0 ? new Uint8Array(0) : encodeTlv(tagOf(tag), value);
  });
  return concatBytes(...objects);
}

function writeRecords(profile: ApplicationProfile, values: Values): ReadonlyMap<number, Uint8Array> {
  const records = new Map<number, Uint8Array>();
  for (const { sfi, records: listed } of profile.files) {
    for (let record = 1; record <= listed.length; record++) {
      const bytes = encodeTlv(tags.TAG_70_RECORD, recordContent(profile, sfi, record, values));
      if (bytes.length > RECORD_LENGTH_MAX) throw new Error(`record ${sfi}.${record} is too long`);
      records.set(recordKey(sfi, record), bytes);
    }
  }
  for (const { sfi, record, bytes } of profile.misbehaviour?.rawRecords ?? [])
    records.set(recordKey(sfi, record), fromHex(bytes));
  return records;
}

/** A profile that announces a record that it does not write would be a broken card by accident. */
function checkFileLocator(afl: Uint8Array, records: ReadonlyMap<number, Uint8Array>): void {
  for (let at = 0; at < afl.length; at += 4) {
    const [sfiByte = 0, first = 0, last = 0] = afl.subarray(at, at + 4);
    for (let record = first; record <= last; record++) {
      if (!records.has(recordKey(sfiByte >> 3, record)))
        throw new Error(`the profile has no record ${sfiByte >> 3}.${record}`);
    }
  }
}

function applicationFci(profile: ApplicationProfile): Uint8Array {
  const listed = profile.fci.map(([tag, value]) => encodeTlv(tagOf(tag), fromHex(value)));
  const { log } = profile;
  const logEntry = log && encodeTlv(tags.TAG_9F4D_LOG_ENTRY, Uint8Array.of(log.sfi, log.recordCountMax));
  const loadLog = profile.internal["DF4D"];
  const loadLogEntry = loadLog && encodeTlv(tags.TAG_DF4D_LOAD_LOG_ENTRY, fromHex(loadLog));
  const entries = [logEntry, loadLogEntry].filter((entry) => entry instanceof Uint8Array);
  const discretionary = entries.length > 0 ? [encodeTlv(tags.TAG_BF0C_FCI_DISCRETIONARY, ...entries)] : [];
  return fileControlInformation(fromHex(profile.aid), concatBytes(...listed, ...discretionary));
}
