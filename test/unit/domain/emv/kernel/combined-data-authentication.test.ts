import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { verifyCombinedSignature } from "../../../../../main/domain/emv/kernel/combined-data-authentication.ts";
import { generateAc } from "../../../../../main/domain/emv/kernel/generate-ac.ts";
import type { RsaPublicKey } from "../../../../../main/domain/emv/kernel/rsa-certificates.ts";
import { rsaFamily } from "../../../../../main/domain/emv/kernel/rsa-family.ts";
import { decodeTlv } from "../../../../../main/domain/emv/tlv.ts";
import { noonOf, TERMINAL, transactionWith } from "../kernel-fixtures.ts";
import { commandsOf, play } from "../scripted-card.ts";

/** The first GENERATE AC of an American Express test card (binaryfoo/emv-bertlv@dda526e, amex-cda-in.txt). */
const AMEX = {
  iccKey: {
    modulus: fromHex(
      "CD75B8EDF0E72FC81970C08F03CC5C1685B44EC6A556143DE68C15B0771B573568EDB6AD3748FAEDAFEED8862A424C96" +
        "E333E36F85863C6DF8481C459337CC448E64785271F999DD3F784C17F6A8AF4247FE7ED74AC188C9858B4E713F5BCD5B" +
        "77A3948DCD2F8C70DF4C4C937FE9866D",
    ),
    exponent: fromHex("010001"),
  },
  pdolData: "EA",
  cdol1: "9F02069F03069F1A0295055F2A029A039C019F3704",
  command: "80AE90001D00000001200000000000000000360000048000003614103100327273B900",
  signature:
    "5BB09226381C540BF9F748D377BDAF68F7032C5C690862C2D7260ED423141CB334DD67E55D9D0155245BA6DEAC1644E9" +
    "B2BEBFAB2442E4F03B543A7BF44F51451F825EBD0148608DAF4EA94A7FF8C28A461A2EA9F4EA060662CC4346C773CF98" +
    "685F76B9F0F6EB4B2AB5B176EAF72D19",
} as const;

/**
 * The TC of a Mastercard test card (RfidResearchGroup/proxmark3, client/src/emv/test/cda_test.c); it has no
 * PDOL. Its key is what its published certificates give.
 */
const MASTERCARD = {
  modulus: fromHex(
    "B1FAC086C1A5E17DA60747043192E059B231F77AD50582975B00BF33EFB1D08E0B38A36AA6793C575F5BD214ABB61199" +
      "9D0E0959B94A10EC7736E8253503F443154DD79FB7B96D7CB9C26AC4FB97AAAAA90A6DFBD74F43E6555E7DF06D478C87" +
      "A71DED835DEFD182C3B223D8D28ED2F3",
  ),
  sent: "000000000000000000000000064300000000000643140925501234577923000000000000000000001E0300",
  unpredictableNumber: "12345779",
  answered: "9F2701409F360200109F10120010904001220000000000000000000000FF",
  signature:
    "1C009FC48679157DBFF45F65D33FF78D4FCBF0CF5EA4208D107AE95AA38C546D0E5A18B87403A12BD447A8BBFC1E49CE" +
    "0B2E251389205703C9BB1A88CC79F1DDC2F9841EADF07CE07B62511DDC93DF59F28F0E91F92332D29CDEF2BCCB100885" +
    "0500EF3E470A4CB18CD91AA5C1A108F3",
} as const;

type Parts = { cid: string; atc: string; signature: string; iad: string };

const GENUINE: Parts = { cid: "80", atc: "0006", signature: AMEX.signature, iad: "06010103A00000" };

/** The answer as it was recorded, or with parts changed. */
function answerOf(change: Partial<Parts> = {}): string {
  const { cid, atc, signature, iad } = { ...GENUINE, ...change };
  const body = `9F2701${cid}9F3602${atc}9F4B70${signature}9F1007${iad}`;
  return `7781${(body.length / 2).toString(16).toUpperCase()}${body}9000`;
}

type Setting = { iccKey?: RsaPublicKey | undefined; pdolData?: string; unpredictableNumber?: string };

function ask(
  requested: "AAC" | "TC" | "ARQC",
  answer: string,
  { iccKey = AMEX.iccKey, pdolData = AMEX.pdolData, unpredictableNumber = "327273B9" }: Setting = {},
) {
  const transaction = transactionWith(
    { "8C": AMEX.cdol1, "8D": "8A02" },
    {
      amountFen: 12_000n,
      time: noonOf("20141031"),
      unpredictableNumber: fromHex(unpredictableNumber),
      terminal: { ...TERMINAL, countryCode: 36, currencyCode: 36 },
    },
  );
  transaction.tvr.set(fromHex("0000048000"));
  transaction.cda.iccKey = { family: rsaFamily, key: iccKey };
  transaction.cda.sentValues.push(fromHex(pdolData));
  const { result, requests } = play(generateAc(transaction, "first", requested), () => fromHex(answer));
  return { transaction, result, commands: commandsOf(requests), tvr: toHex(transaction.tvr) };
}

describe("a published CDA answer", () => {
  test("is asked for byte by byte, verified, and gives the cryptogram inside the signature", () => {
    const { transaction, result, commands, tvr } = ask("ARQC", answerOf());
    expect(commands).toEqual([AMEX.command]);
    expect(result).toMatchObject({ ok: true, value: { type: "ARQC", atc: 6, cdaFailed: false } });
    const of = (tag: number) => toHex(transaction.card.get(tag) ?? new Uint8Array());
    expect(of(0x9f26)).toBe("51F4F65DDE43732D");
    expect(of(0x9f4c)).toBe("B1BD198460DEBA64");
    expect(of(0x9f10)).toBe("06010103A00000");
    expect(tvr).toBe("0000048000");
    // ODA performed, card risk management performed.
    expect(toHex(transaction.tsi)).toBe("A000");
  });

  const other = (hex: string) => `${hex.slice(0, -2)}${hex.endsWith("00") ? "01" : "00"}`;

  test.each<{ name: string; answer: string; setting?: Setting; why: string }>([
    {
      name: "a changed signature",
      answer: answerOf({ signature: other(AMEX.signature) }),
      why: "notRecovered",
    },
    { name: "another CID outside than inside", answer: answerOf({ cid: "88" }), why: "otherCid" },
    { name: "another ATC than was signed", answer: answerOf({ atc: "0007" }), why: "otherTransactionData" },
    {
      name: "other issuer application data than were signed",
      answer: answerOf({ iad: "06010103A00001" }),
      why: "otherTransactionData",
    },
    {
      name: "another PDOL than the card was told",
      answer: answerOf(),
      setting: { pdolData: "EB" },
      why: "otherTransactionData",
    },
    {
      name: "a recorded answer to another unpredictable number",
      answer: answerOf(),
      setting: { unpredictableNumber: "327273B8" },
      why: "wrongHash",
    },
    {
      name: "a signature that is too short",
      answer: answerOf().replace("7781869F", "7781169F").replace(`70${AMEX.signature}`, "00"),
      why: "wrongLength",
    },
    {
      name: "a cryptogram in the clear and no signature",
      answer: "771B9F2701809F360200069F260851F4F65DDE43732D9F100406010103" + "9000",
      why: "noSignature",
    },
    { name: "format 1", answer: "800E80000651F4F65DDE43732D0601019000", why: "noSignature" },
    {
      name: "two signatures",
      answer: "77159F2701809F360200069F4B01AA9F4B01AA9F100100" + "9000",
      why: "noSignature",
    },
  ])("with $name is CDA failed", ({ answer, setting, why }) => {
    const { transaction, result, tvr } = ask("ARQC", answer, setting);
    expect(transaction.trace.at(-1)?.detail).toBe(`CDA ${why}`);
    expect(result).toMatchObject({ ok: true, value: { type: "ARQC", cdaFailed: true } });
    expect(tvr).toBe("0400048000");
    expect(toHex(transaction.tsi)).toBe("A000");
    // Nothing of it is believed, and no signature is asked for again.
    expect([0x9f26, 0x9f27, 0x9f36, 0x9f10].some((tag) => transaction.card.has(tag))).toBe(false);
    expect(transaction.cda.iccKey).toBeUndefined();
  });
});

describe("a signature is asked for", () => {
  const AAC = "77149F2701009F360200069F26080102030405060708" + "9000";

  test.each([
    { name: "with a TC", requested: "TC", p1: "50" },
    { name: "with an ARQC", requested: "ARQC", p1: "90" },
    { name: "never with an AAC", requested: "AAC", p1: "00" },
  ] as const)("$name", ({ requested, p1 }) => {
    const { commands, result } = ask(requested, AAC);
    expect(commands[0]?.slice(4, 6)).toBe(p1);
    // An AAC is not signed, whatever was asked for.
    expect(result).toMatchObject({ ok: true, value: { type: "AAC", cdaFailed: false } });
  });

  test.each([
    { requested: "TC", p1: "40" },
    { requested: "ARQC", p1: "80" },
  ] as const)("not with a $requested if the card's key is not known", ({ requested, p1 }) => {
    const transaction = transactionWith({ "8C": AMEX.cdol1, "8D": "8A02" });
    const { requests } = play(generateAc(transaction, "first", requested), () => fromHex(AAC));
    expect(commandsOf(requests)[0]?.slice(4, 6)).toBe(p1);
    expect(toHex(transaction.tsi)).toBe("2000");
  });
});

test("a published TC is verified wherever its signature stands in the answer", () => {
  const key = { modulus: MASTERCARD.modulus, exponent: fromHex("03") };
  const transaction = transactionWith({}, { unpredictableNumber: fromHex(MASTERCARD.unpredictableNumber) });
  transaction.cda.sentValues.push(new Uint8Array(), fromHex(MASTERCARD.sent));
  const signature = `9F4B8170${MASTERCARD.signature}`;
  const [cid, rest] = [MASTERCARD.answered.slice(0, 8), MASTERCARD.answered.slice(8)];
  for (const content of [signature + cid + rest, cid + signature + rest, `${cid}00${rest}${signature}`]) {
    const objects = decodeTlv(fromHex(`7781${(content.length / 2).toString(16)}${content}`));
    if (!objects.ok) throw new Error(objects.fault.kind);
    const [template] = objects.value;
    if (template === undefined) throw new Error("there is a template");
    const verified = verifyCombinedSignature(transaction, { family: rsaFamily, key }, template, 0x40);
    if (!verified.ok) throw new Error(verified.fault);
    expect(toHex(verified.value.applicationCryptogram)).toBe("16AFBA13C52FB173");
    expect(toHex(verified.value.dynamicNumber)).toBe("4CC2FB1FAFB30915");
    expect(toHex(verified.value.transactionDataHash)).toBe("9D1493E6F70FAAB248A0689BEE7C8DFA10DA423D");
    expect(verifyCombinedSignature(transaction, { family: rsaFamily, key }, template, 0x80)).toEqual({
      ok: false,
      fault: "otherCid",
    });
  }
});
