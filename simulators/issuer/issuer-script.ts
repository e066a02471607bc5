import { concatBytes, equalBytes, fromHex, fromNumericBcd, toUint } from "../../main/domain/bytes.ts";
import { type SymmetricFamily, scriptMac, symmetricFamilyOf } from "../crypto/symmetric-family.ts";
import { type IssuerMasterKeys, masterKeysOf, TEST_MASTER_KEYS } from "./master-keys-table.ts";
import { encodeTlv, readTlvs } from "./tlv.ts";

/** Scripts of the test issuer that are no load (emv-pboc sections 12, 13.4 and 13.5). */

const TAG_71_SCRIPT_BEFORE = 0x71;
const TAG_72_SCRIPT_AFTER = 0x72;
const TAG_86_COMMAND = 0x86;
const TAG_9F10_IAD = 0x9f10;
const TAG_9F18_SCRIPT_IDENTIFIER = 0x9f18;
const TAG_9F26_APPLICATION_CRYPTOGRAM = 0x9f26;
const TAG_9F36_ATC = 0x9f36;
const TAG_9F79_EC_BALANCE = 0x9f79;

const MAC_LENGTH = 4;
/** 07 and seven bytes; the issuer discretionary data follow: length, 01, balance (5), MAC (4). */
const IAD_FIRST_LENGTH = 8;
const IDD_LENGTH = 11;
const IDD_BALANCE = 0x01;

type Card = { readonly pan: string; readonly panSequenceNumber: number; readonly iccData: Uint8Array };

type ScriptRow = {
  /** 71: before the second GENERATE AC; 72: after it. */
  readonly template: typeof TAG_71_SCRIPT_BEFORE | typeof TAG_72_SCRIPT_AFTER;
  /** Tag 9F18, 4 bytes. */
  readonly identifier: string;
  /** CLA INS P1 P2, and the data in front of the MAC. */
  readonly commands: readonly { readonly header: string; readonly data: string }[];
};

/**
 * Which commands each script has. The lower and upper limits of consecutive offline transactions (9F58, 9F59) have one
 * byte each.
 */
export const ISSUER_SCRIPT_TABLE = {
  updateOfflineLimits: {
    template: TAG_72_SCRIPT_AFTER,
    identifier: "00000002",
    commands: [
      { header: "04DA9F58", data: "03" },
      { header: "04DA9F59", data: "05" },
    ],
  },
  unblockApplication: {
    template: TAG_72_SCRIPT_AFTER,
    identifier: "00000003",
    commands: [{ header: "84180000", data: "" }],
  },
  blockApplication: {
    template: TAG_71_SCRIPT_BEFORE,
    identifier: "00000004",
    commands: [{ header: "841E0000", data: "" }],
  },
  blockCard: {
    template: TAG_72_SCRIPT_AFTER,
    identifier: "00000005",
    commands: [{ header: "84160000", data: "" }],
  },
} as const satisfies Readonly<Record<string, ScriptRow>>;

type Session = {
  readonly family: SymmetricFamily;
  readonly key: Uint8Array;
  readonly atc: number;
  readonly counter: Uint8Array;
  readonly applicationCryptogram: Uint8Array;
};

/** The template of a script; undefined when DE55 lacks what the MAC covers, or names an unknown algorithm. */
export function issuerScript(
  name: keyof typeof ISSUER_SCRIPT_TABLE,
  card: Card,
  masterKeys: IssuerMasterKeys = TEST_MASTER_KEYS,
): Uint8Array | undefined {
  const session = macSession(card, masterKeys);
  if (session === undefined) return undefined;
  const { template, identifier, commands }: ScriptRow = ISSUER_SCRIPT_TABLE[name];
  const { family, key, atc, applicationCryptogram } = session;
  const encoded = commands.map((command) => {
    const header = fromHex(command.header);
    const data = fromHex(command.data);
    const mac = scriptMac(family, key, { header, data, atc, applicationCryptogram });
    const length = Uint8Array.of(data.length + MAC_LENGTH);
    return encodeTlv(TAG_86_COMMAND, concatBytes(header, length, data, mac));
  });
  return encodeTlv(template, encodeTlv(TAG_9F18_SCRIPT_IDENTIFIER, fromHex(identifier)), ...encoded);
}

/** The balance in the issuer discretionary data, if its MAC is right; else tag 9F79 as the terminal sent it. */
export function toldElectronicCash(
  card: Card,
  masterKeys: IssuerMasterKeys = TEST_MASTER_KEYS,
): bigint | undefined {
  const value = objectsOf(card.iccData);
  const session = macSession(card, masterKeys);
  const iad = value(TAG_9F10_IAD) ?? new Uint8Array();
  const discretionary = iad.subarray(IAD_FIRST_LENGTH);
  if (session !== undefined && discretionary.length >= IDD_LENGTH && discretionary[1] === IDD_BALANCE) {
    const balance = discretionary.subarray(2, 7);
    const input = concatBytes(session.counter, balance, Uint8Array.of(0));
    const mac = session.family.mac(session.key, input).subarray(0, MAC_LENGTH);
    if (equalBytes(mac, discretionary.subarray(7, IDD_LENGTH))) return fromNumericBcd(balance);
  }
  const told = value(TAG_9F79_EC_BALANCE);
  return told === undefined ? undefined : fromNumericBcd(told);
}

function objectsOf(iccData: Uint8Array): (tag: number) => Uint8Array | undefined {
  const objects = readTlvs(iccData);
  return (tag) => objects?.find((object) => object.tag === tag)?.value;
}

/** The session key of UDK-MAC for the transaction that DE55 describes. */
function macSession(
  { pan, panSequenceNumber, iccData }: Card,
  masterKeys: IssuerMasterKeys,
): Session | undefined {
  const value = objectsOf(iccData);
  const family = symmetricFamilyOf(value(TAG_9F10_IAD)?.[7]);
  const applicationCryptogram = value(TAG_9F26_APPLICATION_CRYPTOGRAM);
  const counter = value(TAG_9F36_ATC);
  if (family === undefined || applicationCryptogram === undefined || counter?.length !== 2) return undefined;
  const { messageAuthentication } = masterKeysOf(masterKeys, family.name);
  const cardKey = family.deriveCardKey(messageAuthentication, pan, panSequenceNumber);
  const atc = toUint(counter);
  return { family, key: family.deriveSessionKey(cardKey, atc), atc, counter, applicationCryptogram };
}
