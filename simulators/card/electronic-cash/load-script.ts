import { concatBytes, fromHex, toNumericBcd, toUint } from "../../../main/domain/bytes.ts";
import { scriptMac, symmetricFamilyOf } from "../../crypto/symmetric-family.ts";
import { type IssuerMasterKeys, masterKeysOf, TEST_MASTER_KEYS } from "../../issuer/master-keys-table.ts";
import { encodeTlv, readTlvs } from "../../issuer/tlv.ts";
import * as tags from "../tags.ts";

const TAG_72_SCRIPT = 0x72;
const TAG_86_COMMAND = 0x86;
const TAG_9F18_SCRIPT_IDENTIFIER = 0x9f18;

const PUT_BALANCE = fromHex("04DA9F79");
const PUT_DATA_LENGTH = 0x0a;

export type LoadScriptQuestion = {
  readonly pan: string;
  readonly panSequenceNumber: number;
  /** DE55 of the load: 9F10, 9F26 and 9F36 of the ARQC. */
  readonly iccData: Uint8Array;
  readonly newBalanceFen: bigint;
};

/**
 * The issuer's script that sets 9F79 after a load: `72 { 9F18, 86 { 04 DA 9F79 0A amount MAC } }` (emv-pboc sections
 * 12 and 15). Undefined when DE55 lacks what the MAC is over, or names an unknown algorithm.
 */
export function loadScript(
  { pan, panSequenceNumber, iccData, newBalanceFen }: LoadScriptQuestion,
  masterKeys: IssuerMasterKeys = TEST_MASTER_KEYS,
): Uint8Array | undefined {
  const value = (tag: number): Uint8Array | undefined =>
    readTlvs(iccData)?.find((object) => object.tag === tag)?.value;
  const family = symmetricFamilyOf(value(tags.TAG_9F10_IAD)?.[7]);
  const applicationCryptogram = value(tags.TAG_9F26_APPLICATION_CRYPTOGRAM);
  const counter = value(tags.TAG_9F36_ATC);
  if (family === undefined || applicationCryptogram === undefined || counter?.length !== 2) return undefined;
  const atc = toUint(counter);
  const { messageAuthentication } = masterKeysOf(masterKeys, family.name);
  const cardKey = family.deriveCardKey(messageAuthentication, pan, panSequenceNumber);
  const data = toNumericBcd(newBalanceFen, 6);
  const key = family.deriveSessionKey(cardKey, atc);
  const mac = scriptMac(family, key, { header: PUT_BALANCE, data, atc, applicationCryptogram });
  const command = concatBytes(PUT_BALANCE, Uint8Array.of(PUT_DATA_LENGTH), data, mac);
  return encodeTlv(
    TAG_72_SCRIPT,
    encodeTlv(TAG_9F18_SCRIPT_IDENTIFIER, fromHex("00000001")),
    encodeTlv(TAG_86_COMMAND, command),
  );
}
