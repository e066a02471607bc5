import { sha1 } from "@noble/hashes/legacy.js";
import { concatBytes, fromHex, fromUint, toHex } from "../../../../main/domain/bytes.ts";
import type { TestCard } from "./scripted-card.ts";

/**
 * The published PBOC test card (card_profile_pboc, a public personalisation script for a Java Card applet) as
 * a card that answers commands, with its private key, so that DDA is real. PAN 6228000100001117, valid until
 * 2030-12-31, certified under the UnionPay test CA key 80. What it decides is the test's to say.
 */

const PSE_NAME = "315041592E5359532E4444463031";
const AID = "A000000333010101";

const PSE_FCI = "6F24840E315041592E5359532E4444463031A5128801015F2D087A68656E667264659F110101";
const PSE_RECORD =
  "702B61294F08A000000333010101500B50424F43204372656469749F120F4341524420494D4147452030303239";
const FCI =
  "6F578408A000000333010101A54B500B50424F43204372656469748701019F380F9F1A029F7A019F02065F2A" +
  "029F4E145F2D087A68656E667264659F1101019F120F4341524420494D4147452030303331BF0C059F4D020B" +
  "0A";
const PROCESSING_OPTIONS = "771682027C00941008010100100102001801020120010300";

/** Records by SFI and number, as in the AFL. */
export const PROFILE_RECORDS: Readonly<Record<string, string>> = {
  "1/1": "702C57116228000100001117D301220101234567899F1F163031303230333034303530363037303830393041" + "3042",
  "2/1":
    "7081B0908180229103A5E3120F2D2862091176AA2BD4E24D69E7EEF7B9195C91EA0088AECFF47EDFA0BEEF7C" +
    "391DF3B05F717DCC06FFC8EEFF90BA14212B8A52AD48B33277B2E230D40B3E76DC59778926F1D8739E106CD7" +
    "41DE06A7423DFBA25E02F12E543D13D1B471806526024981B7D26B4BF6E5558604CCC289F59E8A802F45FB3D" +
    "9E679F32010392248B643D1EAF2EA784AC205303C90E745EA2EFA5CBF02CC47D47833BB7B27ECC6962385A4B" +
    "8F0180",
  "2/2":
    "7081A19F46818088CA84E5F9C4A6B32CCA870BF4F49CCBAE4167D59D7117F5DAD2023BC4B680C28DFA38254F" +
    "519940A9B9E47A66F4E38BAE04EE190FEFCA67B4A9FA422C29EC160C0FAF99D76F74878C3A28C3D340238C5D" +
    "EC5804EFC1E4F17088BB9E15FC5E766FF51C1CFC76D97D7F9177847036F69C8E1812643D1523B99A8CF937E9" +
    "18C4C89F47030100019F480A89DD917D3A288B7BDD559F49039F37049F4A0182",
  "3/1": "701B5A0862280001000011175F24033012315F25039507019F08020030",
  "3/2":
    "703C5F3401015F2801569F0702FFC05F200F46554C4C2046554E4354494F4E414C5F300202019F420201569F" +
    "631011223344556677880000000000000000",
  "4/1": "70089F1401039F230107",
  "4/2":
    "70368C189F02069F03069F1A0295055F2A029A039F21039C019F37048D1A8A029F02069F03069F1A0295055F" +
    "2A029A039F21039C019F3704",
  "4/3": "702C8E120000000000000000420342035E0343031F009F0D05F0200400009F0E0500508800009F0F05F02004" + "9800",
};

/** Chinese-remainder parts of the card's private key. */
const KEY = {
  p: 0xfc03512fed42394b442611aac061b66523ec90fb6745d31297ca310e1f6833ffffcc5ed34bf8ac3b52c7aa754fcf298bn,
  q: 0xc8de1801d80cdfcb0fc2fe4e6c7b1dcb99c9fbed69f4b9ea3eead4166bde9ca582e587a870d7823ef64d73c320f5309fn,
  dp: 0x24e27767845a44f87728fb3cfa9b528ecb0b3ccd0ef871442f63307ad8adefae704a0136fbcf91a5bd1fec1aef6b6ab1n,
  dq: 0xbb1b1e73c143a4c72b4470ccae82346bee3256e87cf548a4e9bca698c81c52005ea0de2fca05053f0f01709ec7b97d73n,
  qInverse:
    0xa682730f9213805749e474fb08d6c00888592b188c7bd6d15cc8643854754ed4c8c32300d1631ff599f744c07c90f1ben,
  length: 96,
};

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** The card's private key at work, for what somebody enciphered with its public one. */
export function decipher(data: Uint8Array): Uint8Array {
  const value = BigInt(`0x${toHex(data)}`);
  const byP = power(value % KEY.p, KEY.dp, KEY.p);
  const byQ = power(value % KEY.q, KEY.dq, KEY.q);
  const h = ((((byP - byQ) * KEY.qInverse) % KEY.p) + KEY.p) % KEY.p;
  return fromHex((byQ + h * KEY.q).toString(16).padStart(2 * KEY.length, "0"));
}

/** The public key's part in that: data to the power of 3 or 65537. */
export function encipher(data: Uint8Array, modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const [value, n, e] = [data, modulus, exponent].map((bytes) => BigInt(`0x${toHex(bytes)}`));
  if (value === undefined || n === undefined || e === undefined) throw new Error("there are three numbers");
  return fromHex(
    power(value, e, n)
      .toString(16)
      .padStart(2 * modulus.length, "0"),
  );
}

/** Signed dynamic application data (EMV Book 2, 6.5.2) over a dynamic number of eight bytes. */
function signDynamicData(ddolData: Uint8Array): Uint8Array {
  const dynamicNumber = fromHex("08" + "1122334455667788");
  const head = concatBytes(fromHex("0501"), Uint8Array.of(dynamicNumber.length), dynamicNumber);
  const padding = new Uint8Array(KEY.length - 22 - head.length).fill(0xbb);
  const hash = sha1(concatBytes(head, padding, ddolData));
  return decipher(concatBytes(fromHex("6A"), head, padding, hash, fromHex("BC")));
}

export type ProfileCardOptions = {
  /** CID of the answers to the first and the second GENERATE AC: 00 AAC, 40 TC, 80 ARQC. */
  readonly first?: number;
  readonly second?: number;
  /** Records that replace those of the profile; an empty text makes the card answer 6A83. */
  readonly records?: Readonly<Record<string, string>>;
  /** The answer to GET PROCESSING OPTIONS, template 77 or 80. */
  readonly processingOptions?: string;
  /** The status word of EXTERNAL AUTHENTICATE. */
  readonly externalAuthenticate?: string;
  /**
   * Answers to GET DATA of 9F36 and 9F13, in that order; the card knows one transaction since it was online.
   */
  readonly counters?: readonly [atc: string, lastOnlineAtc: string];
  /** Answers to commands that begin with these digits, tried before everything else. */
  readonly answers?: Readonly<Record<string, string>>;
  /** The card is gone from the moment that a command begins with these digits. */
  readonly removedAt?: string;
};

/** GENERATE AC, format 2: CID, ATC 0042, cryptogram, issuer application data of the profile. */
function cryptogramAnswer(cid: number, which: number): Uint8Array {
  const body = concatBytes(
    fromHex("9F2701"),
    Uint8Array.of(cid),
    fromHex("9F36020042" + "9F2608" + "A1A2A3A4A5A6A7"),
    fromUint(which, 1),
    fromHex("9F1013" + "07010103000000010A01000000000000000000"),
  );
  return concatBytes(fromHex("77"), fromUint(body.length, 1), body, fromHex("9000"));
}

/** A fresh card; it counts its own cryptograms. */
export function profileCard(options: ProfileCardOptions = {}): TestCard {
  const records = { ...PROFILE_RECORDS, ...options.records };
  const counters = options.counters ?? ["9F360200429000", "9F130200419000"];
  let selected = "";
  let cryptograms = 0;
  const answers: Readonly<Record<string, (command: Uint8Array) => Uint8Array>> = {
    "00A4": (command) => {
      selected = toHex(command.subarray(5, 5 + (command[4] ?? 0)));
      if (selected === PSE_NAME) return fromHex(`${PSE_FCI}9000`);
      return fromHex(AID.startsWith(selected) ? `${FCI}9000` : "6A82");
    },
    "00B2": (command) => {
      const sfi = (command[3] ?? 0) >> 3;
      const number = command[2] ?? 0;
      const pse = number === 1 ? PSE_RECORD : "";
      const record = selected === PSE_NAME ? pse : records[`${sfi}/${number}`];
      return fromHex(record === undefined || record === "" ? "6A83" : `${record}9000`);
    },
    "80A8": () => fromHex(`${options.processingOptions ?? PROCESSING_OPTIONS}9000`),
    "0088": (command) => {
      const signature = signDynamicData(command.subarray(5, 5 + (command[4] ?? 0)));
      return concatBytes(fromHex("8060"), signature, fromHex("9000"));
    },
    "0082": () => fromHex(options.externalAuthenticate ?? "9000"),
    "80CA": (command) => fromHex(command[3] === 0x36 ? counters[0] : counters[1]),
    "80AE": (command) => {
      cryptograms += 1;
      const decided = cryptograms === 1 ? options.first : options.second;
      return cryptogramAnswer(decided ?? (command[2] ?? 0) & 0xc0, cryptograms);
    },
  };
  return (command) => {
    const text = toHex(command);
    if (options.removedAt !== undefined && text.startsWith(options.removedAt)) return undefined;
    const scripted = Object.entries(options.answers ?? {}).find(([begin]) => text.startsWith(begin));
    if (scripted !== undefined) return fromHex(scripted[1]);
    return answers[text.slice(0, 4)]?.(command) ?? fromHex("6D00");
  };
}
