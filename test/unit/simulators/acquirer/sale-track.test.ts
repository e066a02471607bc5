import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { RunningAcquirer } from "../../../../simulators/acquirer/server.ts";
import { desDecrypt, desEncrypt } from "../../../../simulators/crypto/des.ts";
import { ask, CREDIT, type Session, saleFields, signed, signInRequest, TMK } from "./terminal.ts";
import { withFaults, withHost, withSession } from "./with-host.ts";

/** DE35 of an odd or even number of digits: the length counts digits, the last nibble may be filler. */
const trackField = (track: string): string =>
  track.length.toString().padStart(2, "0") + (track.length % 2 === 0 ? track : `${track}0`);

/** A stripe sale without DE2 and DE14: card and expiry are in the track alone. */
function stripeSale(session: Session, track: string, control?: string): Uint8Array {
  const { 2: _pan, 14: _expiry, ...fields } = saleFields(session, 2, 100);
  const extra = control === undefined ? {} : { 53: control };
  return signed(session.macKey, "0200", { ...fields, 22: "0220", 35: trackField(track), ...extra });
}

const ODD = `${CREDIT}D49111010000012345670`.slice(0, 37);
const EVEN = ODD.slice(0, 36);

const approvedCard = ({ ledger }: RunningAcquirer) => ledger.entries()[0]?.panMasked;

test.each([ODD, EVEN])("a stripe sale takes card and expiry from track 2", async (track) => {
  await withSession({}, async (session, host) => {
    expect((await ask(session.port, stripeSale(session, track))).fields[39]).toBe("00");
    expect(approvedCard(host)).toBe("622800******0209");
  });
});

test.each([
  {
    name: "another card than DE2",
    extra: { 2: "196228000100000001015 0".replace(" ", "") },
    track: EVEN,
    code: "14",
  },
  { name: "another expiry than the card's", extra: {}, track: EVEN.replace("D4911", "D4910"), code: "54" },
  { name: "no separator", extra: {}, track: EVEN.replace("D", "0"), code: "30" },
  { name: "a letter behind the separator", extra: {}, track: `${EVEN.slice(0, -1)}B`, code: "30" },
])("a track with $name is $code", async ({ extra, track, code }) => {
  await withSession({}, async (session) => {
    const { 14: _expiry, ...fields } = saleFields(session, 2, 100);
    if (!("2" in extra)) delete (fields as Record<number, string>)[2];
    const request = signed(session.macKey, "0200", {
      ...fields,
      ...extra,
      22: "0220",
      35: trackField(track),
    });
    expect((await ask(session.port, request)).fields[39]).toBe(code);
  });
});

/** Signs in with scheme 004 and gives the track key too. */
async function signInWithTrackKey(port: number): Promise<Session & { trackKey: Uint8Array }> {
  const answer = await ask(port, signInRequest("004"));
  const keys = fromHex(answer.fields[62] ?? "");
  const key = (at: number) => desDecrypt(TMK, keys.slice(at, at + 16));
  return {
    port,
    pinKey: key(0),
    macKey: key(20),
    trackKey: key(40),
    batch: (answer.fields[60] ?? "").slice(2, 8),
  };
}

test.each([
  { name: "odd", track: ODD, clearTail: 1 },
  { name: "even", track: EVEN, clearTail: 2 },
])("an encrypted track of $name length is read with the track key", async ({ track, clearTail }) => {
  await withHost({}, async (host) => {
    const session = await signInWithTrackKey(host.port);
    const end = track.length - clearTail;
    const secret = toHex(desEncrypt(session.trackKey, fromHex(track.slice(end - 16, end))));
    const encrypted = track.slice(0, end - 16) + secret + track.slice(end);
    const answer = await ask(host.port, stripeSale(session, encrypted, "0610000000000000"));
    expect(answer.fields[39]).toBe("00");
    expect(approvedCard(host)).toBe("622800******0209");
  });
});

test("an encrypted track without a track key is A7", async () => {
  await withSession({}, async (session) => {
    const answer = await ask(session.port, stripeSale(session, ODD, "0610000000000000"));
    expect(answer.fields[39]).toBe("A7");
  });
});

const CHIP_STRIPE = `${CREDIT}D49112010000012345670`.slice(0, 36);

/** A swipe of a chip card; 60.5 says whether its chip was tried. */
const swipe = (session: Session, stan: number, condition: "0" | "1" | "2"): Uint8Array => {
  const { 2: _pan, 14: _expiry, ...fields } = saleFields(session, stan, 100);
  return signed(session.macKey, "0200", {
    ...fields,
    22: "0220",
    35: trackField(CHIP_STRIPE),
    60: `001422${session.batch}0005${condition}0`,
  });
};

test("the stripe of a chip card is refused with 57, fallback or not", async () => {
  await withSession({}, async (session, host) => {
    for (const [index, condition] of (["0", "1", "2"] as const).entries())
      expect((await ask(session.port, swipe(session, 2 + index, condition))).fields[39]).toBe("57");
    expect(host.ledger.entries().map(({ state, isFallback }) => [state, isFallback])).toEqual([
      ["declined", false],
      ["declined", false],
      ["declined", true],
    ]);
  });
});

test("a host in the mood to allow fallback takes it, and has it in its books", async () => {
  await withFaults([{ on: "sale", do: "allowFallback" }], async (session, host) => {
    expect((await ask(session.port, swipe(session, 2, "2"))).fields[39]).toBe("00");
    expect((await ask(session.port, swipe(session, 3, "0"))).fields[39]).toBe("57");
    expect(host.ledger.entries()[0]).toMatchObject({ state: "approved", isFallback: true, entryMode: "022" });
  });
});
