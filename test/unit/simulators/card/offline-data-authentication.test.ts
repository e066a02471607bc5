import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import { CARD_PROFILES } from "../../../../simulators/card/profiles/card-profiles.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../../../simulators/issuer/test-scheme.ts";
import { ask, dolData, readApplication, TERMINAL, withData } from "./bench.ts";
import { certifiedKey, find, open, type PublicKey, sha1, tlvs } from "./independent-terminal.ts";

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

const GOOD_CARDS = ["debit", "credit", "expired", "debit-offline", "wrong-signature"];
const DDA_CARDS = ["debit", "expired", "debit-offline"];

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

/** GENERATE AC that asks for a signature, and what the signature hides, by arithmetic of this side alone. */
function generateSigned(name: string, p1: string) {
  const { card, get, issuerKey, staticData } = read(name);
  const iccBlock = open(get("9F46"), issuerKey, get("9F48") + get("9F47") + staticData);
  const key = certifiedKey(iccBlock, 10, get("9F48"), get("9F47"));
  const cdol1 = dolData(get("8C"));
  const answer = ask(card, withData(`80AE${p1}00`, cdol1)).slice(0, -4);
  const objects = tlvs(find(answer, "77") ?? "");
  const content = (find(answer, "77") ?? "").toUpperCase();
  const signature = objects.find(({ tag }) => tag === "9F4B")?.value ?? "";
  const covered = content.replace(`9F4B8190${signature}`, "");
  // 9F7A, 9F02 and 5F2A: what the PDOL of these cards asks for.
  const pdol = `00${TERMINAL["9F02"]}${TERMINAL["5F2A"]}`;
  const block = open(signature, key, TERMINAL["9F37"] ?? "");
  return { card, answer, objects, block, hash: sha1(pdol + cdol1 + covered) };
}

describe("a signed cryptogram", () => {
  test.each([
    { name: "TC", p1: "50", cid: "40" },
    { name: "ARQC", p1: "90", cid: "80" },
  ])("of type $name covers all that was said", ({ p1, cid }) => {
    const { objects, block, hash } = generateSigned("debit-offline", p1);
    expect(objects.map(({ tag }) => tag)).toEqual(["9F27", "9F36", "9F4B", "9F10"]);
    expect(block).toMatchObject({ isFramed: true, hashIsRight: true });
    // 05, SHA-1, 38 bytes of dynamic data: length 8, dynamic number, CID, cryptogram, hash.
    expect(block.body.slice(0, 8)).toBe("05012608");
    expect(block.body.slice(24, 26)).toBe(cid);
    expect(block.body.slice(42, 82)).toBe(hash);
    // CVR: DDA performed.
    expect(objects[3]?.value.slice(8, 14)).toBe(cid === "40" ? "900002" : "A00002");
  });

  test("of type AAC is not signed", () => {
    expect(generateSigned("debit-offline", "10").answer.slice(0, 6)).toBe("801300");
  });

  test("is refused by a card without CDA", () => {
    expect(generateSigned("debit", "50").answer).toBe("");
    const { card, get } = read("debit");
    expect(ask(card, withData("80AE5000", dolData(get("8C"))))).toBe("6A86");
  });

  test("of the card with the wrong signature does not open, with every certificate in place", () => {
    const { block, objects } = generateSigned("wrong-signature", "50");
    expect(objects.map(({ tag }) => tag)).toContain("9F4B");
    expect(block.isFramed && block.hashIsRight).toBe(false);
  });
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
