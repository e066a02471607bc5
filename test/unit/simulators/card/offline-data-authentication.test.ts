import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import { CARD_PROFILES } from "../../../../simulators/card/profiles/card-profiles.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../../../simulators/issuer/test-scheme.ts";
import { ask, readApplication, withData } from "./bench.ts";
import { certifiedKey, find, open, type PublicKey } from "./independent-terminal.ts";

// Every signature of every card, recomputed with the arithmetic of independent-terminal.ts.

function caKey(index: string): PublicKey {
  const key = TEST_CA_PUBLIC_KEYS.find((candidate) => candidate.index === Number.parseInt(index, 16));
  if (key === undefined) throw new Error(`no CA key ${index}`);
  return { modulus: toHex(key.modulus), exponent: toHex(key.exponent) };
}

function read(name: string) {
  const card = createCard(name);
  if (card === undefined) throw new Error(`no card ${name}`);
  card.powerOn();
  const aid = card.profile.applications[0]?.aid ?? "";
  const { data, staticData } = readApplication(card, aid);
  const get = (tag: string): string => find(data, tag) ?? "";
  const pan = get("5A").replaceAll("F", "");
  const issuerBlock = open(get("90"), caKey(get("8F")), get("92") + get("9F32"));
  const issuerKey = certifiedKey(issuerBlock, 4, get("92"), get("9F32"));
  return { card, get, pan, staticData, issuerBlock, issuerKey };
}

const GOOD_CARDS = ["debit", "credit", "expired"];
const DDA_CARDS = ["debit", "expired"];

describe.each(GOOD_CARDS)("the %s card", (name) => {
  test("has an issuer certificate of the test scheme for its own number range", () => {
    const { issuerBlock, pan } = read(name);
    expect(issuerBlock).toMatchObject({ isFramed: true, hashIsRight: true });
    expect(issuerBlock.body.slice(0, 2)).toBe("02");
    expect(pan.startsWith(issuerBlock.body.slice(2, 10).replaceAll("F", ""))).toBe(true);
    expect(issuerBlock.body.slice(10, 14)).toBe("1249");
  });

  test("has signed static data over the marked records and the AIP", () => {
    const { get, issuerKey, staticData } = read(name);
    const block = open(get("93"), issuerKey, staticData);
    expect(block).toMatchObject({ isFramed: true, hashIsRight: true });
    expect(block.body.slice(0, 4)).toBe("0301");
  });

  test("notices a changed expiry date", () => {
    const { get, issuerKey, staticData } = read(name);
    const changed = staticData.replace(get("5F24"), "991231");
    expect(changed).not.toBe(staticData);
    expect(open(get("93"), issuerKey, changed).hashIsRight).toBe(false);
  });
});

describe.each(DDA_CARDS)("the %s card's own key", (name) => {
  test("is certified for its card number and static data", () => {
    const { get, issuerKey, pan, staticData } = read(name);
    const block = open(get("9F46"), issuerKey, get("9F48") + get("9F47") + staticData);
    expect(block).toMatchObject({ isFramed: true, hashIsRight: true });
    expect(block.body.slice(0, 2)).toBe("04");
    expect(block.body.slice(2, 22).replaceAll("F", "")).toBe(pan);
  });

  test("signs the terminal's number, never the same way twice", () => {
    const { card, get, issuerKey, staticData } = read(name);
    const block = open(get("9F46"), issuerKey, get("9F48") + get("9F47") + staticData);
    const key = certifiedKey(block, 10, get("9F48"), get("9F47"));
    const signatures = [0, 1].map(() => find(ask(card, withData("00880000", "1E78EEBC")).slice(0, -4), "80"));
    expect(new Set(signatures).size).toBe(2);
    for (const signature of signatures) {
      const signed = open(signature ?? "", key, "1E78EEBC");
      expect(signed).toMatchObject({ isFramed: true, hashIsRight: true });
      // Format 05, SHA-1, dynamic data of 9 bytes: length 8 and the ICC dynamic number with the counter 0010.
      expect(signed.body.slice(0, 12)).toBe("050109080010");
      expect(open(signature ?? "", key, "1E78EEBD").hashIsRight).toBe(false);
    }
  });
});

test("the card with the wrong certificate fails at the issuer certificate, with everything else in place", () => {
  const { issuerBlock, get } = read("wrong-certificate");
  expect(issuerBlock.isFramed && issuerBlock.hashIsRight).toBe(false);
  for (const tag of ["8F", "90", "93", "9F46", "9F47"]) expect(get(tag)).not.toBe("");
});

test("a card answers in template 77 when its profile says so", () => {
  const profile = CARD_PROFILES.find(({ name }) => name === "debit");
  const application = profile?.applications[0];
  if (profile === undefined || application === undefined) throw new Error("there is a debit card");
  const card = new VirtualCard({ ...profile, applications: [{ ...application, responseFormat: 2 }] });
  card.powerOn();
  readApplication(card, application.aid);
  const signature = find(ask(card, withData("00880000", "1E78EEBC")).slice(0, -4), "9F4B") ?? "";
  expect(fromHex(signature).length).toBe(144);
});
