import { describe, expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { ApplicationProfile, CardProfile, DataObjects } from "../../../../simulators/card/profile.ts";
import { credit } from "../../../../simulators/card/profiles/credit.ts";
import { debit } from "../../../../simulators/card/profiles/debit.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { findCard } from "../../../../simulators/issuer/accounts-table.ts";
import { TestIssuer } from "../../../../simulators/issuer/test-issuer.ts";
import { ask, type Cryptogram, generateAc, iccData, readApplication, TERMINAL, withData } from "./bench.ts";
import { find } from "./independent-terminal.ts";

const AAC = "00";
const TC = "40";
const ARQC = "80";
const issuer = new TestIssuer();

/** A card inside a transaction, and what a test does with it. */
class Bench {
  readonly card: VirtualCard;
  readonly #application: ApplicationProfile;
  #aip = "";
  #cdol1 = "";
  #cdol2 = "";

  constructor(profile: CardProfile, changes: Partial<ApplicationProfile> = {}) {
    const [application] = profile.applications;
    if (application === undefined) throw new Error("the profile has an application");
    this.#application = { ...application, ...changes };
    this.card = new VirtualCard({ ...profile, applications: [this.#application] }, { protocol: "T=1" });
    this.begin();
  }

  begin(): void {
    this.card.powerOn();
    const read = readApplication(this.card, this.#application.aid);
    this.#aip = read.aip;
    this.#cdol1 = find(read.data, "8C") ?? "";
    this.#cdol2 = find(read.data, "8D") ?? "";
  }

  first(p1: string, changes: { readonly [tag: string]: string } = {}): Cryptogram {
    return this.#given(generateAc(this.card, p1, this.#cdol1, { ...TERMINAL, ...changes }));
  }

  second(p1: string, changes: { readonly [tag: string]: string } = {}): Cryptogram {
    return this.#given(generateAc(this.card, p1, this.#cdol2, { ...TERMINAL, ...changes }));
  }

  refused(p1: string, list: "cdol1" | "cdol2" = "cdol1"): string {
    const answer = generateAc(this.card, p1, list === "cdol1" ? this.#cdol1 : this.#cdol2);
    if (typeof answer !== "string") throw new Error("the card gave a cryptogram");
    return answer;
  }

  verify(cryptogram: Cryptogram, changes: { readonly [tag: string]: string } = {}) {
    const { pan, panSequenceNumber } = this.#application.account;
    const objects = iccData(cryptogram, this.#aip, { ...TERMINAL, ...changes });
    return issuer.verifyApplicationCryptogram({ pan, panSequenceNumber, iccData: objects });
  }

  /** EXTERNAL AUTHENTICATE with what the issuer says to an ARQC. */
  authenticate(arqc: Cryptogram, arc = "00", breakIt = false): string {
    const { pan, panSequenceNumber } = this.#application.account;
    const question = { pan, panSequenceNumber, iccData: iccData(arqc, this.#aip), arc };
    const data = toHex(issuer.answerCryptogramFor(question) ?? new Uint8Array(0));
    const sent = breakIt ? `${data.startsWith("00") ? "01" : "00"}${data.slice(2)}` : data;
    return ask(this.card, withData("00820000", sent).slice(0, -2));
  }

  #given(answer: Cryptogram | string): Cryptogram {
    if (typeof answer === "string") throw new Error(`the card answered ${answer}`);
    return answer;
  }
}

/** The CVR, 4 bytes, inside the IAD. */
const cvr = ({ iad }: Cryptogram): string => iad.slice(6, 14);

describe.each([
  { profile: debit, atc: "0010" },
  { profile: credit, atc: "0021" },
])("the $profile.name card", ({ profile, atc }) => {
  test.each([
    { p1: ARQC, type: "ARQC", bits: "03A00000" },
    { p1: TC, type: "TC", bits: "03900000" },
    { p1: AAC, type: "AAC", bits: "03800000" },
  ])("gives the $type that was asked for, and the issuer accepts it", ({ p1, type, bits }) => {
    const bench = new Bench(profile);
    const answer = bench.first(p1);
    expect(answer).toMatchObject({ cid: p1, atc, iad: `070101${bits}01` });
    expect(bench.verify(answer)).toMatchObject({ valid: true, cryptogramType: type });
  });

  test("completes an online transaction with a TC that the issuer accepts", () => {
    const bench = new Bench(profile);
    const arqc = bench.first(ARQC);
    expect(bench.authenticate(arqc)).toBe("9000");
    const tc = bench.second(TC);
    expect(tc).toMatchObject({ cid: TC, atc });
    expect(cvr(tc)).toBe("03600000");
    expect(bench.verify(tc)).toMatchObject({ valid: true, cryptogramType: "TC" });
    expect(bench.card.memory()?.lastOnlineAtc).toBe(Number.parseInt(atc, 16));
  });

  test("declines when the terminal asks for an AAC after the host refused", () => {
    const bench = new Bench(profile);
    const arqc = bench.first(ARQC);
    expect(bench.authenticate(arqc, "51")).toBe("9000");
    const aac = bench.second(AAC, { "8A": "3531" });
    expect(aac.cid).toBe(AAC);
    expect(bench.verify(aac)).toMatchObject({ valid: true, cryptogramType: "AAC" });
  });

  test("does not give a TC when the authenticated response code is a refusal", () => {
    const bench = new Bench(profile);
    expect(bench.authenticate(bench.first(ARQC), "51")).toBe("9000");
    expect(bench.second(TC).cid).toBe(AAC);
  });

  test("declines when the issuer's answer is wrong, and says why", () => {
    const bench = new Bench(profile);
    const arqc = bench.first(ARQC);
    expect(bench.authenticate(arqc, "00", true)).toBe("6300");
    expect(bench.authenticate(arqc)).toBe("6985");
    const aac = bench.second(TC);
    expect(aac.cid).toBe("03");
    expect(cvr(aac)).toBe("03280000");
    expect(bench.verify(aac)).toMatchObject({ valid: true, cryptogramType: "AAC" });
  });

  test("goes online the next time when the issuer's answer was wrong", () => {
    const bench = new Bench(profile);
    bench.authenticate(bench.first(ARQC), "00", true);
    bench.second(TC);
    bench.begin();
    const next = bench.first(TC);
    expect(next.cid).toBe(ARQC);
    expect(cvr(next)).toBe("03A08800");
    expect(bench.authenticate(next)).toBe("9000");
    expect(bench.second(TC).cid).toBe(TC);
    bench.begin();
    expect(cvr(bench.first(TC))).toBe("03900000");
  });

  test("goes online the next time when it was pulled before the host was heard", () => {
    const bench = new Bench(profile);
    bench.first(ARQC);
    bench.begin();
    const next = bench.first(TC);
    expect(next.cid).toBe(ARQC);
    expect(cvr(next)).toBe("03A08000");
  });

  test("answers a terminal that could not go online as it was asked", () => {
    const bench = new Bench(profile);
    bench.first(ARQC);
    const tc = bench.second(TC, { "8A": "5933" });
    expect(tc.cid).toBe(TC);
    expect(cvr(tc)).toBe("03610000");
    expect(bench.verify(tc)).toMatchObject({ valid: true, cryptogramType: "TC" });
    bench.begin();
    bench.first(ARQC);
    expect(bench.second(AAC, { "8A": "5A33" }).cid).toBe(AAC);
  });
});

describe("the order of commands", () => {
  test("one cryptogram ends an offline transaction", () => {
    const bench = new Bench(debit);
    bench.first(TC);
    expect(bench.refused(TC)).toBe("6985");
    expect(bench.refused(AAC, "cdol2")).toBe("6985");
  });

  test("two cryptograms end an online transaction, and the second is no ARQC", () => {
    const bench = new Bench(debit);
    bench.first(ARQC);
    expect(bench.refused(ARQC, "cdol2")).toBe("6985");
    bench.second(AAC);
    expect(bench.refused(AAC, "cdol2")).toBe("6985");
  });

  test("the issuer's answer is heard only after an ARQC", () => {
    const bench = new Bench(debit);
    expect(ask(bench.card, "008200000A00000000000000003030")).toBe("6985");
    bench.first(TC);
    expect(ask(bench.card, "008200000A00000000000000003030")).toBe("6985");
  });

  test.each([
    { name: "8 bytes", command: "00820000081122334455667788", expected: "6700" },
    { name: "16 bytes", command: `0082000010${"00".repeat(16)}`, expected: "6700" },
    { name: "other parameters", command: "008201000A00000000000000003030", expected: "6A86" },
  ])(
    "an issuer's answer with $name is answered with $expected and uses up nothing",
    ({ command, expected }) => {
      const bench = new Bench(debit);
      const arqc = bench.first(ARQC);
      expect(ask(bench.card, command)).toBe(expected);
      expect(bench.authenticate(arqc)).toBe("9000");
    },
  );

  test.each([
    { name: "a combined signature", command: "80AE900000", expected: "6A86" },
    { name: "the reserved type", command: "80AEC00000", expected: "6A86" },
    { name: "a second parameter", command: "80AE800100", expected: "6A86" },
    { name: "too little data", command: "80AE800005000000000000", expected: "6700" },
    { name: "no data", command: "80AE800000", expected: "6700" },
  ])("GENERATE AC with $name is answered with $expected", ({ command, expected }) => {
    expect(ask(new Bench(debit).card, command)).toBe(expected);
  });

  test("nothing can be asked without a transaction", () => {
    const card = new VirtualCard(debit, { protocol: "T=1" });
    card.powerOn();
    expect(ask(card, "80AE800000")).toBe("6985");
    expect(ask(card, "008200000A00000000000000003030")).toBe("6985");
    expect(ask(card, "00880000041E78EEBC00")).toBe("6985");
  });

  test("a reset ends the transaction, and the next counter follows", () => {
    const bench = new Bench(debit);
    bench.first(ARQC);
    bench.card.powerOn();
    expect(ask(bench.card, "80AE400000")).toBe("6985");
    bench.begin();
    expect(bench.first(ARQC).atc).toBe("0011");
  });
});

describe("issuer authentication that did not take place", () => {
  test("declines where it is mandatory", () => {
    const bench = new Bench(debit);
    bench.first(ARQC);
    const aac = bench.second(TC);
    expect(aac.cid).toBe(AAC);
    expect(cvr(aac)).toBe("03200400");
    bench.begin();
    expect(cvr(bench.first(TC))).toBe("03A08400");
  });

  test("is forgiven where it is optional", () => {
    const bench = new Bench(credit);
    bench.first(ARQC);
    const tc = bench.second(TC);
    expect(tc.cid).toBe(TC);
    expect(cvr(tc)).toBe("03600400");
    expect(bench.card.memory()).toMatchObject({ lastOnlineAtc: 0x21, lastOnlineNotCompleted: false });
  });

  test("is not missed by a card that does not support it", () => {
    const bench = new Bench(debit, { aip: "7800" });
    const arqc = bench.first(ARQC);
    expect(bench.authenticate(arqc)).toBe("6985");
    expect(cvr(bench.second(TC))).toBe("03600000");
  });
});

describe("card risk management", () => {
  const limits = (changes: DataObjects): Partial<ApplicationProfile> => ({
    internal: { ...debit.applications[0]?.internal, ...changes },
  });

  test("a sixth transaction without the issuer goes online", () => {
    const bench = new Bench(debit);
    for (let i = 0; i < 5; i++) {
      expect(bench.first(TC, { "9F02": "000000000100" }).cid).toBe(TC);
      bench.begin();
    }
    const sixth = bench.first(TC);
    expect(sixth.cid).toBe(ARQC);
    expect(cvr(sixth)).toBe("03A02000");
  });

  test("an amount over the offline sum goes online", () => {
    const bench = new Bench(debit);
    expect(bench.first(TC, { "9F02": "000000060000" }).cid).toBe(TC);
    bench.begin();
    expect(bench.first(TC, { "9F02": "000000040000" }).cid).toBe(TC);
    bench.begin();
    expect(bench.first(TC, { "9F02": "000000000001" }).cid).toBe(ARQC);
  });

  test("an amount in another currency has no offline sum", () => {
    const bench = new Bench(debit);
    expect(bench.first(TC, { "9F02": "999999999999", "5F2A": "0840" }).cid).toBe(TC);
  });

  test("a terminal that cannot go online is refused above the upper limits", () => {
    const bench = new Bench(debit, limits({ "9F5C": "000000001000" }));
    bench.first(ARQC);
    const aac = bench.second(TC, { "8A": "5933" });
    expect(aac.cid).toBe(AAC);
    expect(cvr(aac)).toBe("03212000");
  });

  test("a new card goes online, and declines when it cannot", () => {
    const bench = new Bench(debit, { atc: 0, lastOnlineAtc: 0 });
    const first = bench.first(TC);
    expect(first.cid).toBe(ARQC);
    expect(cvr(first)).toBe("03A01000");
    expect(bench.second(TC, { "8A": "5933" }).cid).toBe(AAC);
  });

  test("a blocked PIN shows in the results, and declines offline", () => {
    const bench = new Bench(debit, { pinTryCounter: 0 });
    expect(ask(bench.card, "80CA9F1700")).toBe("9F1701009000");
    const first = bench.first(ARQC);
    expect(cvr(first)).toBe("03A04000");
    expect(bench.second(TC, { "8A": "5933" }).cid).toBe(AAC);
  });

  test("dynamic authentication shows in the results", () => {
    const bench = new Bench(debit);
    ask(bench.card, "00880000041E78EEBC00");
    expect(cvr(bench.first(ARQC))).toBe("03A00002");
  });

  test.each([
    { name: "static", tvr: "4000000000", bits: "03900100" },
    { name: "dynamic", tvr: "0800000000", bits: "03900004" },
  ])("a failed $name authentication is told after the decline", ({ tvr, bits }) => {
    const bench = new Bench(debit);
    bench.first(AAC, { "95": tvr });
    bench.begin();
    expect(cvr(bench.first(TC))).toBe(bits);
  });

  test("a damaged application cryptogram is not the issuer's", () => {
    const bench = new Bench(debit);
    const arqc = bench.first(ARQC);
    expect(bench.verify(arqc, { "9F02": "000000001235" })).toMatchObject({ reason: "wrongCryptogram" });
  });
});

describe("the log", () => {
  const RECORD = "26112314050300000000123400000000000001560156544553542053484F50";

  test("keeps approved transactions, newest first", () => {
    const bench = new Bench(debit);
    bench.first(TC);
    bench.begin();
    bench.authenticate(bench.first(ARQC));
    bench.second(TC);
    const [newest, older] = ["00B2015C00", "00B2025C00"].map((command) => ask(bench.card, command));
    expect(newest).toBe(`${RECORD}${"00".repeat(11)}0000119000`);
    expect(older).toBe(`${RECORD}${"00".repeat(11)}0000109000`);
    expect(ask(bench.card, "00B2035C00")).toBe("6A83");
  });

  test("is read without a transaction and holds ten", () => {
    const bench = new Bench(credit);
    for (let i = 0; i < 12; i++) {
      bench.first(ARQC);
      bench.second(TC);
      bench.begin();
    }
    bench.card.powerOn();
    ask(bench.card, "00A4040008A00000033301010200");
    expect(ask(bench.card, "00B20A5C00").slice(-4)).toBe("9000");
    expect(ask(bench.card, "00B20B5C00")).toBe("6A83");
  });

  test("keeps no declined transaction", () => {
    const bench = new Bench(debit);
    bench.first(AAC);
    expect(ask(bench.card, "00B2015C00")).toBe("6A83");
  });
});

test("the issuer knows the account behind each card that was used here", () => {
  expect(findCard("6228000100000001015")?.pin).toBe("123456");
  expect(issuer.findCard("6228000200000209")?.kind).toBe("credit");
});
