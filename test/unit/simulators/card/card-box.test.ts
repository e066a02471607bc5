import { describe, expect, test, vi } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { CARD_NAMES, createCard } from "../../../../simulators/card/create-card.ts";
import { CARD_BOX, type CardOutcome } from "../../../../simulators/card/profiles/card-box-table.ts";
import {
  TEST_CA_PUBLIC_KEYS,
  TEST_EXPIRED_CA_PUBLIC_KEY,
  TEST_REVOKED_CERTIFICATES,
  TEST_SM2_CA_PUBLIC_KEY,
} from "../../../../simulators/issuer/test-scheme.ts";
import { INPUT, type Run, runWith } from "./kernel-run.ts";

/** The whole kernel over every card of the box, in this process. */

// The slow card takes two seconds of waiting alone.
vi.setConfig({ testTimeout: 30_000 });

const [application] = INPUT.applications;
if (application === undefined) throw new Error("the terminal has an application");

const TERMINAL = {
  caKeys: [...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY, TEST_EXPIRED_CA_PUBLIC_KEY],
  revokedCertificates: TEST_REVOKED_CERTIFICATES,
};

function outcomeOf({ result }: Run): CardOutcome | string {
  if (result.kind === "ended") return { kind: "ended", reason: result.reason };
  const tvr = toHex(result.cryptogram.tvr);
  if (result.kind === "approved" && result.by === "online") return { kind: "approvedOnline", tvr };
  if (result.kind === "declined" && result.by === "offline") return { kind: "declinedOffline", tvr };
  return `${result.kind} ${result.by}`;
}

async function runCard(name: string, change: Partial<typeof INPUT> = {}) {
  const card = createCard(name);
  if (card === undefined) throw new Error(`no card ${name}`);
  return runWith(card, "approves", { ...TERMINAL, ...change });
}

describe.each(CARD_BOX)("the $name card ($nameZh)", ({ name, nameEn, expected }) => {
  test(`, ${nameEn}, ends as the box says`, async () => {
    const run = await runCard(name);
    expect(outcomeOf(run)).toEqual(expected);
    // What went to the issuer was computed with the card's key over what the terminal said.
    const types = { approvedOnline: ["ARQC", "TC"], declinedOffline: ["AAC"], ended: [] };
    expect(run.checks).toEqual(types[expected.kind]);
  });
});

test("the box has a name in both languages for every profile, and no name twice", () => {
  const names = CARD_BOX.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(CARD_BOX.map(({ nameZh }) => nameZh)).size).toBe(names.length);
  expect(new Set(CARD_BOX.map(({ nameEn }) => nameEn)).size).toBe(names.length);
  expect(CARD_NAMES.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(20);
});

/** Tag 9F10's last byte, and whether DDA succeeded. */
function algorithmOf({ result }: Run) {
  if (result.kind === "ended") throw new Error("the card was used");
  const iad = result.iccData.find(({ tag }) => tag === 0x9f10)?.value;
  return { algorithm: iad?.[7], tvr: toHex(result.cryptogram.tvr) };
}

describe("the SM variant", () => {
  test.each(["sm-only", "dual-algorithm"])(
    "of the %s card is used where the terminal has an SM2 key",
    async (name) => {
      const run = await runCard(name);
      expect(algorithmOf(run)).toEqual({ algorithm: 0x04, tvr: "0000048000" });
    },
  );

  test("of a dual-algorithm card is not used without an SM2 key: RSA and 3DES", async () => {
    const run = await runCard("dual-algorithm", { caKeys: TEST_CA_PUBLIC_KEYS });
    expect(algorithmOf(run)).toEqual({ algorithm: 0x01, tvr: "0000048000" });
    expect(run.checks).toEqual(["ARQC", "TC"]);
  });

  test("is all that an SM-only card has: DDA fails without an SM2 key, and the issuer still knows it", async () => {
    const run = await runCard("sm-only", { caKeys: TEST_CA_PUBLIC_KEYS });
    // ICC data missing besides: a CA key that is not loaded could be an RSA one, which would need an exponent.
    expect(algorithmOf(run)).toEqual({ algorithm: 0x04, tvr: "2800048000" });
    expect(run.checks).toEqual(["ARQC", "TC"]);
  });

  test("goes on with the algorithm of each transaction by itself", async () => {
    const card = createCard("dual-algorithm");
    if (card === undefined) throw new Error("there is a dual-algorithm card");
    const found: unknown[] = [];
    for (const caKeys of [TERMINAL.caKeys, TEST_CA_PUBLIC_KEYS, TERMINAL.caKeys]) {
      const run = await runWith(card, "approves", { caKeys });
      found.push(algorithmOf(run).algorithm);
    }
    expect(found).toEqual([0x04, 0x01, 0x04]);
    expect(card.memory()?.atc).toBe(0x12);
  });
});

test("the pure e-cash card agrees to pay from its balance when the terminal asks", () => {
  const select = fromHex("00A4040008A00000033301010600");
  const askFor = (indicator: string, amount: string): string => {
    const card = createCard("e-cash", { protocol: "T=1" });
    card?.powerOn();
    card?.exchange(select);
    const data = `8309${indicator}${amount}0156`;
    const answer = card?.exchange(fromHex(`80A800000B${data}00`));
    return answer?.kind === "response" ? toHex(answer.response) : "";
  };
  expect(askFor("00", "000000001234")).toBe("800E7C000801020010010500180102019000");
  expect(askFor("01", "000000001234")).toBe("800E7C000801020010010500180103019000");
});

test("a revoked issuer is trusted by a terminal that was not told", async () => {
  const run = await runCard("wrong-issuer-revoked", { revokedCertificates: [] });
  expect(outcomeOf(run)).toEqual({ kind: "approvedOnline", tvr: "0000048000" });
});

test("an expired CA key counts as long as it was good", async () => {
  const time = { epochMs: Date.UTC(2020, 11, 31, 6), utcOffsetMinutes: 480 };
  const run = await runCard("expired-ca", { time });
  expect(outcomeOf(run)).toEqual({ kind: "approvedOnline", tvr: "0000048000" });
});

test("no card that may not be trusted is approved offline below the floor limit", async () => {
  const applications = [{ ...(application ?? INPUT.applications[0]), floorLimitFen: 100_000n }];
  const wrong = CARD_BOX.filter(({ name }) => /^(wrong|sm-i|sm-d|unknown|expired)/.test(name));
  for (const { name } of wrong) {
    const run = await runCard(name, { applications: applications as typeof INPUT.applications });
    expect({ name, kind: run.result.kind === "approved" && run.result.by === "offline" }).toEqual({
      name,
      kind: false,
    });
  }
  expect(wrong.length).toBeGreaterThan(30);
});
