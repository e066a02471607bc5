import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import type { CardProfile } from "../../../../simulators/card/profile.ts";
import { credit } from "../../../../simulators/card/profiles/credit.ts";
import { debit } from "../../../../simulators/card/profiles/debit.ts";
import { VirtualCard, type VirtualCardOptions } from "../../../../simulators/card/virtual-card.ts";
import { ask, generateAc, readApplication, selectName, send, TERMINAL, withData } from "./bench.ts";
import { find } from "./independent-terminal.ts";

const PSE = "315041592E5359532E4444463031";
const DEBIT_AID = "A000000333010101";
const CREDIT_AID = "A000000333010102";
const DEBIT_GPO = "80A800000B830900000000000123015600";

function on(profile: CardProfile, options: VirtualCardOptions = {}): VirtualCard {
  const card = new VirtualCard(profile, options);
  card.powerOn();
  return card;
}

/** Debit that answers directly, so that a test shows one command and one answer. */
const direct = () => on(debit, { protocol: "T=1" });

/** The application profile of a card with one application. */
function only(profile: CardProfile) {
  const application = profile.applications[0];
  if (application === undefined) throw new Error("the profile has an application");
  return application;
}

describe("answer to reset", () => {
  test.each([
    { protocol: "T=0", atr: "3B6C000050424F432054455354205430" },
    { protocol: "T=1", atr: "3BEC00008131FE4550424F4320544553542054308B" },
  ] as const)("of $protocol is one of the basic forms", ({ protocol, atr }) => {
    expect(toHex(new VirtualCard(debit, { protocol }).powerOn() ?? new Uint8Array(0))).toBe(atr);
  });

  test("of T=1 ends with the exclusive-or of all bytes from T0", () => {
    const atr = new VirtualCard(credit).powerOn() ?? new Uint8Array(0);
    expect(atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  });

  test("a card without power answers nothing", () => {
    expect(send(new VirtualCard(debit), selectName(PSE))).toBe("silence");
  });
});

describe("selection", () => {
  test("the directory lists the application with label and priority", () => {
    const card = direct();
    expect(ask(card, selectName(PSE))).toBe(
      "6F1E840E315041592E5359532E4444463031A50C8801015F2D027A689F1101019000",
    );
    expect(ask(card, "00B2010C00")).toBe("701B61194F08A000000333010101500A50424F432044454249548701019000");
    expect(ask(card, "00B2020C00")).toBe("6A83");
    expect(ask(card, "00B2011400")).toBe("6A82");
  });

  test("the application's FCI carries label, priority, PDOL and log entry", () => {
    const fci = ask(direct(), selectName(DEBIT_AID));
    expect(fci.endsWith("9000")).toBe(true);
    const inside = fci.slice(0, -4);
    expect(find(inside, "84")).toBe(DEBIT_AID);
    expect(find(inside, "50")).toBe("50424F43204445424954");
    expect(find(inside, "87")).toBe("01");
    expect(find(inside, "9F38")).toBe("9F7A019F02065F2A02");
    expect(find(inside, "9F4D")).toBe("0B0A");
  });

  test("a partial name finds one application after the other", () => {
    const both = on({ ...debit, applications: [only(debit), only(credit)] }, { protocol: "T=1" });
    const partial = "A00000033301";
    expect(find(ask(both, selectName(partial)).slice(0, -4), "84")).toBe(DEBIT_AID);
    expect(find(ask(both, selectName(partial, "02")).slice(0, -4), "84")).toBe(CREDIT_AID);
    expect(ask(both, selectName(partial, "02"))).toBe("6A82");
    // The failed SELECT left the credit application selected.
    expect(ask(both, "80A80000028300").slice(-4)).toBe("9000");
  });

  test.each([
    { name: "an unknown name", command: selectName("A000000003"), expected: "6A82" },
    { name: "a name that is longer than the AID", command: selectName(`${DEBIT_AID}01`), expected: "6A82" },
    { name: "a choice other than by name", command: "00A40000023F0000", expected: "6A86" },
    {
      name: "an occurrence other than first and next",
      command: selectName(DEBIT_AID, "01"),
      expected: "6A86",
    },
    { name: "no name", command: "00A40400", expected: "6700" },
    { name: "a name of 17 bytes", command: selectName("00".repeat(17)), expected: "6700" },
    { name: "a next occurrence of the directory", command: selectName(PSE, "02"), expected: "6A82" },
  ])("$name is answered with $expected", ({ command, expected }) => {
    expect(ask(direct(), command)).toBe(expected);
  });

  test.each([
    { name: "absent", directory: "absent", status: "6A82" },
    { name: "blocked", directory: "blocked", status: "6283" },
  ] as const)("an $name directory says $status", ({ directory, status }) => {
    expect(ask(on({ ...debit, directory }, { protocol: "T=1" }), selectName(PSE)).slice(-4)).toBe(status);
  });

  test("a blocked card refuses every name", () => {
    const card = on({ ...debit, cardBlocked: true });
    expect(ask(card, selectName(PSE))).toBe("6A81");
    expect(ask(card, selectName(DEBIT_AID))).toBe("6A81");
  });

  test("a blocked application says so in its FCI and begins no transaction", () => {
    const card = createCard("blocked", { protocol: "T=1" });
    if (card === undefined) throw new Error("there is a blocked card");
    card.powerOn();
    const answer = ask(card, selectName(DEBIT_AID));
    expect(answer.slice(-4)).toBe("6283");
    expect(find(answer.slice(0, -4), "84")).toBe(DEBIT_AID);
    expect(ask(card, DEBIT_GPO)).toBe("6985");
    expect(card.memory()?.atc).toBe(0x0f);
  });
});

describe("processing options", () => {
  test("of the debit card come in format 1 and raise the counter", () => {
    const card = direct();
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, DEBIT_GPO)).toBe("800E7C000801020010010500180102019000");
    expect(ask(card, "80CA9F3600")).toBe("9F360200109000");
  });

  test("of the credit card come in format 2", () => {
    const card = on(credit);
    ask(card, selectName(CREDIT_AID));
    expect(ask(card, "80A8000002830000")).toBe("771282025C00940C0801020010010300180102019000");
  });

  test.each([
    { name: "without the template", data: "00", expected: "6700" },
    { name: "with another template", data: "8509000000000001230156", expected: "6A80" },
    { name: "with too little PDOL data", data: "8308000000000001230", pad: "1", expected: "6700" },
    { name: "with a length that is not its own", data: "830A000000000001230156", expected: "6700" },
    { name: "as if there were no PDOL", data: "8300", expected: "6700" },
  ])("asked $name are answered with $expected", ({ data, pad = "", expected }) => {
    const card = direct();
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, withData("80A80000", data + pad))).toBe(expected);
    expect(card.memory()?.atc).toBe(0x0f);
  });

  test("are given once for each selection", () => {
    const card = direct();
    expect(ask(card, DEBIT_GPO)).toBe("6985");
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, "80A801000B830900000000000123015600")).toBe("6A86");
    expect(ask(card, DEBIT_GPO).slice(-4)).toBe("9000");
    expect(ask(card, DEBIT_GPO)).toBe("6985");
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, DEBIT_GPO).slice(-4)).toBe("9000");
    expect(card.memory()?.atc).toBe(0x11);
  });

  test("end when the counter is used up", () => {
    const worn = { ...debit, applications: [{ ...only(debit), atc: 0xfffe }] };
    const card = on(worn, { protocol: "T=1" });
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, DEBIT_GPO).slice(-4)).toBe("9000");
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, DEBIT_GPO)).toBe("6985");
    expect(card.memory()?.atc).toBe(0xffff);
  });
});

describe("records and data objects", () => {
  test("are those of the profile", () => {
    const card = direct();
    const { data, afl } = readApplication(card, DEBIT_AID);
    expect(afl).toBe("080102001001050018010201");
    expect(find(data, "5A")).toBe("6228000100000001015F");
    expect(find(data, "57")).toBe("6228000100000001015D491222000000000F");
    expect(find(data, "5F24")).toBe("491231");
    expect(find(data, "5F34")).toBe("01");
    expect(find(data, "5F30")).toBe("0220");
    expect(find(data, "8E")).toBe("000000000000000002031F00");
    expect(find(data, "9F0D")).toBe("D86004A800");
    expect(find(data, "9F0E")).toBe("0010980000");
    expect(find(data, "9F0F")).toBe("D86804F800");
    expect(find(data, "92")).toBeUndefined();
  });

  test("the credit card has a remainder, no sequence number and a CVM list with signature", () => {
    const { data } = readApplication(on(credit), CREDIT_AID);
    expect(find(data, "92")).toHaveLength(2 * 36);
    expect(find(data, "5F34")).toBeUndefined();
    expect(find(data, "8E")).toBe("00000000000000005E031F00");
    expect(find(data, "5A")).toBe("6228000200000209");
    expect(find(data, "9F46")).toBeUndefined();
  });

  test("an expired card differs in its date", () => {
    const card = createCard("expired");
    card?.powerOn();
    expect(card && find(readApplication(card, DEBIT_AID).data, "5F24")).toBe("200131");
  });

  test("no record is longer than a response can be", () => {
    for (const name of ["debit", "credit"]) {
      const card = createCard(name, { protocol: "T=1" });
      if (card === undefined) throw new Error("both cards exist");
      card.powerOn();
      const { fci } = readApplication(card, card.profile.applications[0]?.aid ?? "");
      expect(fromHex(fci).length).toBeLessThanOrEqual(256);
      expect(fromHex(ask(card, "00B2011400")).length).toBeLessThanOrEqual(258);
    }
  });

  test.each([
    { name: "before processing options", before: true, command: "00B2010C00", expected: "6985" },
    { name: "of an unknown file", command: "00B2012C00", expected: "6A82" },
    { name: "with an unknown number", command: "00B2090C00", expected: "6A83" },
    { name: "with number 0", command: "00B2000C00", expected: "6A83" },
    { name: "by identifier", command: "00B2010D00", expected: "6A86" },
    { name: "without a file", command: "00B2010400", expected: "6A86" },
    { name: "of file 31", command: "00B201FC00", expected: "6A86" },
    { name: "with data", command: "00B2010C010000", expected: "6700" },
    { name: "with too short an Le", command: "00B2021C0A", expected: "6C51" },
  ])("a record $name is answered with $expected", ({ before = false, command, expected }) => {
    const card = direct();
    ask(card, selectName(DEBIT_AID));
    if (!before) ask(card, DEBIT_GPO);
    expect(send(card, command)).toBe(expected);
  });

  test.each([
    { name: "transaction counter", command: "80CA9F3600", expected: "9F3602000F9000" },
    { name: "last online counter", command: "80CA9F1300", expected: "9F1302000F9000" },
    { name: "PIN try counter", command: "80CA9F1700", expected: "9F1701039000" },
    {
      name: "log format",
      command: "80CA9F4F00",
      expected: "9F4F199A039F21039F02069F03069F1A025F2A029F4E149C019F36029000",
    },
    { name: "an unknown object", command: "80CA9F7900", expected: "6A88" },
    { name: "an unknown object of one byte", command: "80CA008200", expected: "6A88" },
  ])("GET DATA reads the $name", ({ command, expected }) => {
    const card = direct();
    expect(ask(card, command)).toBe("6985");
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, command)).toBe(expected);
  });

  test("a challenge has 8 bytes and does not come twice", () => {
    const card = direct();
    expect(ask(card, "0084000000")).toBe("6985");
    ask(card, selectName(DEBIT_AID));
    const challenges = [ask(card, "0084000000"), ask(card, "0084000000")];
    expect(challenges.every((challenge) => /^[0-9A-F]{16}9000$/.test(challenge))).toBe(true);
    expect(challenges[0]).not.toBe(challenges[1]);
    expect(ask(card, "0084010000")).toBe("6A86");
  });
});

describe("commands that the card does not know", () => {
  test.each([
    { name: "an unknown class", command: "90A4040000", expected: "6E00" },
    { name: "secure messaging", command: "84DA9F7900", expected: "6E00" },
    { name: "an unknown instruction", command: "0020008000", expected: "6D00" },
    {
      name: "a proprietary instruction in the standard class",
      command: "00A8000002830000",
      expected: "6D00",
    },
    { name: "a standard instruction in the proprietary class", command: "80A4040000", expected: "6D00" },
    { name: "a length field that lies", command: "00A404000EA000", expected: "6700" },
    { name: "an extended length", command: "00A4040000000E315041592E5359532E444446303100", expected: "6700" },
    { name: "two bytes too many", command: "00A4040002A0000000", expected: "6700" },
    { name: "three bytes", command: "00A404", expected: "6700" },
  ])("$name is answered with $expected", ({ command, expected }) => {
    expect(send(direct(), command)).toBe(expected);
  });
});

describe("dynamic authentication", () => {
  test("belongs between processing options and the first cryptogram", () => {
    const card = direct();
    ask(card, selectName(DEBIT_AID));
    expect(ask(card, "00880000041E78EEBC00")).toBe("6985");
    const { data } = readApplication(card, DEBIT_AID);
    expect(ask(card, "00880000031E78EE00")).toBe("6700");
    expect(ask(card, "00880001041E78EEBC00")).toBe("6A86");
    expect(ask(card, "00880000041E78EEBC00").slice(-4)).toBe("9000");
    generateAc(card, "80", find(data, "8C") ?? "");
    expect(ask(card, "00880000041E78EEBC00")).toBe("6985");
  });

  test("is unknown to a card without a key of its own", () => {
    const card = on(credit);
    readApplication(card, CREDIT_AID);
    expect(ask(card, "00880000041E78EEBC00")).toBe("6D00");
  });
});

test("a session in the card's eyes counts commands and names the last cryptogram", () => {
  const card = direct();
  const { data } = readApplication(card, DEBIT_AID);
  const before = card.summary();
  generateAc(card, "00", find(data, "8C") ?? "", { ...TERMINAL });
  expect(card.summary()).toEqual({ commandCount: before.commandCount + 1, lastCryptogram: "AAC" });
  card.powerOff();
  expect(card.summary()).toEqual({ commandCount: 0, lastCryptogram: undefined });
});
