import { describe, expect, test } from "vitest";
import { parseServiceCode, readTracks } from "../../../../../main/domain/emv/stripe/read-tracks.ts";
import { Sensitive } from "../../../../../main/domain/sensitive.ts";

const PAN = "6228000100001117";
const TRACK_2 = `${PAN}=30122010000012300000`;

const read = (track2: string | undefined, track1?: string, track3?: string) =>
  readTracks({
    ...(track1 === undefined ? {} : { track1: new Sensitive(track1) }),
    ...(track2 === undefined ? {} : { track2: new Sensitive(track2) }),
    ...(track3 === undefined ? {} : { track3: new Sensitive(track3) }),
  });

describe("track 2 (ISO/IEC 7813)", () => {
  test.each([
    { name: "bare", text: TRACK_2 },
    { name: "between its sentinels", text: `;${TRACK_2}?` },
    { name: "with a check character", text: `;${TRACK_2}?8` },
    { name: "with D as separator", text: TRACK_2.replace("=", "D") },
    { name: "with D, and one F to fill the last byte", text: `${TRACK_2.replace("=", "D")}F` },
    { name: "with the end of a line", text: `;${TRACK_2}?\r\n` },
  ])("$name", ({ text }) => {
    const result = read(text);
    if (!result.ok) throw new Error(result.fault.kind);
    const { pan, expiry, serviceCode, track2 } = result.value;
    expect({ pan: pan.reveal(), expiry, service: serviceCode.text, track2: track2.reveal() }).toEqual({
      pan: PAN,
      expiry: "3012",
      service: "201",
      track2: `${PAN}D30122010000012300000`,
    });
  });

  test.each([
    { name: "absent", text: undefined },
    { name: "empty", text: "" },
    { name: "the error sign of a reader", text: ";E?" },
    { name: "without separator", text: PAN },
    { name: "without a service code", text: `${PAN}=3012` },
    { name: "with a PAN of 12 digits", text: "622800010000=30122010000" },
    { name: "with a PAN of 20 digits", text: "62280001000011170000=30122010000" },
    { name: "with a month that is none", text: `${PAN}=30132010000` },
    { name: "with a letter", text: `${PAN}=3012201A` },
    { name: "longer than 37 characters", text: `${PAN}=3012201${"0".repeat(14)}` },
    { name: "with two separators", text: `${PAN}=3012=201` },
  ])("$name: to be read again", ({ text }) => {
    expect(read(text)).toEqual({ ok: false, fault: { kind: "unreadable" } });
  });

  test("of 37 characters is the longest", () => {
    expect(read(`${PAN}=3012201${"0".repeat(13)}`).ok).toBe(true);
  });
});

describe("track 1 is only compared", () => {
  test.each([
    { name: "the same card", track1: `%B${PAN}^LI/MING^3012201000000?`, ok: true },
    { name: "the same card, without sentinels", track1: `B${PAN}^LI/MING^3012201000000`, ok: true },
    { name: "another PAN", track1: "%B6228000100001118^LI/MING^3012201000000?", ok: false },
    { name: "another expiry", track1: `%B${PAN}^LI/MING^3112201000000?`, ok: false },
    {
      name: "another service code: a chip card made to look like one without",
      track1: `%B${PAN}^LI/MING^3012101000000?`,
      ok: false,
    },
    { name: "one that could not be read", track1: "%E?", ok: true },
  ])("$name", ({ track1, ok }) => {
    expect(read(TRACK_2, track1)).toMatchObject(
      ok ? { ok: true } : { ok, fault: { kind: "tracksDisagree" } },
    );
  });
});

describe("track 3 goes into DE36", () => {
  test.each([
    { name: "with sentinels", track3: `;99${PAN}=1561560000?`, text: `99${PAN}D1561560000` },
    { name: "of 104 characters", track3: "9".repeat(104), text: "9".repeat(104) },
    { name: "longer than that: left out", track3: "9".repeat(105), text: undefined },
    { name: "with letters: left out", track3: "99ABC", text: undefined },
    { name: "absent", track3: undefined, text: undefined },
  ])("$name", ({ track3, text }) => {
    const result = read(TRACK_2, undefined, track3);
    expect(result.ok && result.value.track3?.reveal()).toBe(text);
  });
});

test("nothing of the card is printed by accident", () => {
  const result = read(TRACK_2, undefined, `99${PAN}`);
  expect(JSON.stringify(result)).not.toContain(PAN);
});

describe("the service code", () => {
  test.each([
    { text: "101", hasChip: false, nationalOnly: false, privateUse: false, onlineOnly: false, pin: "no" },
    { text: "201", hasChip: true, nationalOnly: false, privateUse: false, onlineOnly: false, pin: "no" },
    { text: "220", hasChip: true, nationalOnly: false, privateUse: false, onlineOnly: true, pin: "required" },
    {
      text: "503",
      hasChip: false,
      nationalOnly: true,
      privateUse: false,
      onlineOnly: false,
      pin: "required",
    },
    { text: "620", hasChip: true, nationalOnly: true, privateUse: false, onlineOnly: true, pin: "required" },
    {
      text: "646",
      hasChip: true,
      nationalOnly: true,
      privateUse: false,
      onlineOnly: true,
      pin: "whereFeasible",
    },
    {
      text: "706",
      hasChip: false,
      nationalOnly: false,
      privateUse: true,
      onlineOnly: false,
      pin: "whereFeasible",
    },
  ])("$text", (expected) => {
    expect(parseServiceCode(expected.text)).toEqual(expected);
  });

  test.each(["", "20", "2010", "2A1"])("%j is none", (text) => {
    expect(parseServiceCode(text)).toBeUndefined();
  });
});
