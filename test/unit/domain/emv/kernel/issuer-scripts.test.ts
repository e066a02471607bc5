import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { SCRIPT_COMMANDS_MAX, SCRIPTS_MAX } from "../../../../../main/domain/emv/kernel/issuer-scripts.ts";
import { encodeTlv, primitive } from "../../../../../main/domain/emv/tlv.ts";
import { EXCHANGES_PER_COMMAND_MAX } from "../../../../../main/domain/emv/transport.ts";
import type { ProfileCardOptions } from "../profile-card.ts";
import { APPROVED_BY_HOST, ISSUER_AUTHENTICATION, sale, summary } from "../sale.ts";
import { commandsOf } from "../scripted-card.ts";

/** A script: its identifier, then its commands. */
function script(tag: "71" | "72", id: string | undefined, ...commands: readonly string[]): string {
  const content = toHex(
    encodeTlv([
      ...(id === undefined ? [] : [primitive(0x9f18, fromHex(id))]),
      ...commands.map((command) => primitive(0x86, fromHex(command))),
    ]),
  );
  const length = content.length / 2;
  return tag + (length < 0x80 ? "" : "81") + toHex(Uint8Array.of(length)) + content;
}

/** PUT DATA of the e-cash balance with its MAC, as published (emv-pboc section 13.6). */
const PUT_BALANCE = "04DA9F790A00000010009995FD68F5";
const UNBLOCK = "841800000411223344";
const BLOCK = "841E00000411223344";
/** A command without data, and one that wants an answer. */
const PLAIN = "841E0000";
const ASKS = "80CA9F3600";

function complete(iccData: string, card: ProfileCardOptions = {}, approved = true) {
  const host = {
    ...APPROVED_BY_HOST,
    approved,
    responseCode: approved ? "00" : "51",
    iccData: fromHex(iccData),
  };
  const { result, requests } = sale(card, { host });
  const online = requests.findIndex(({ kind }) => kind === "goOnline");
  if (result.kind === "ended") throw new Error(result.detail);
  return {
    result,
    end: summary(result),
    commands: commandsOf(requests.slice(online)),
    results: result.scriptResults === undefined ? undefined : toHex(result.scriptResults),
    byte5: toHex(result.cryptogram.tvr.subarray(4)),
    scriptBit: ((result.cryptogram.tsi[0] ?? 0) & 0x04) !== 0,
  };
}

const accepted = { answers: { "04DA": "9000", "8418": "9000", "841E": "9000" } };
const orderOf = (commands: readonly string[]) => commands.map((command) => command.slice(0, 4));

describe("when scripts are run (EMV Book 3, 10.10)", () => {
  test("71 stands between EXTERNAL AUTHENTICATE and the second GENERATE AC, 72 behind it", () => {
    const iccData =
      script("72", "00000002", BLOCK) + toHex(ISSUER_AUTHENTICATION) + script("71", "00000001", PUT_BALANCE);
    const { commands, results, byte5, scriptBit, end } = complete(iccData, accepted);
    expect(orderOf(commands)).toEqual(["0082", "04DA", "80AE", "841E"]);
    expect(commands[1]).toBe(PUT_BALANCE);
    expect(results).toBe("2000000002" + "2000000001");
    expect({ byte5, scriptBit }).toEqual({ byte5: "00", scriptBit: true });
    expect(end).toEqual({ kind: "approved", by: "online", cryptogram: "TC", arc: "00" });
  });

  test("they are run for a host that declines as well", () => {
    const { commands, results, end } = complete(script("71", undefined, BLOCK), accepted, false);
    expect(orderOf(commands)).toEqual(["841E", "80AE"]);
    expect(results).toBe("2000000000");
    expect(end).toMatchObject({ kind: "declined", by: "online" });
  });

  test("a host without scripts leaves no result and no bit", () => {
    const { results, scriptBit, byte5 } = complete(toHex(ISSUER_AUTHENTICATION));
    expect({ results, scriptBit, byte5 }).toEqual({ results: undefined, scriptBit: false, byte5: "00" });
  });

  test("the results stand in DF31 for the message, as the TVR does", () => {
    const { result } = complete(script("72", "12345678", BLOCK), { answers: { "841E": "6985" } });
    const objectOf = (tag: number) =>
      toHex(result.iccData.find((object) => object.tag === tag)?.value ?? fromHex(""));
    expect(objectOf(0xdf31)).toBe("1112345678");
    expect(objectOf(0x95)).toBe(toHex(result.cryptogram.tvr));
    expect(objectOf(0x9b)).toBe(toHex(result.cryptogram.tsi));
  });
});

describe("results by command: five bytes each (DF31, 9F5B; emv-pboc section 12)", () => {
  const many = Array.from({ length: 16 }, () => PLAIN);
  /** Answers 9000 to UNBLOCK and refuses BLOCK. */
  const mixed: ProfileCardOptions = { answers: { "8418": "9000", "841E0000": "6985", "04DA": "9000" } };

  test.each<{
    name: string;
    iccData: string;
    card?: ProfileCardOptions;
    results: string;
    byte5: string;
    sent: string[];
  }>([
    {
      name: "all commands succeeded",
      iccData: script("71", "AABBCCDD", UNBLOCK, PUT_BALANCE),
      results: "20AABBCCDD",
      byte5: "00",
      sent: ["8418", "04DA"],
    },
    {
      name: "the first failed: the rest is not sent",
      iccData: script("71", "AABBCCDD", BLOCK, UNBLOCK),
      results: "11AABBCCDD",
      byte5: "20",
      sent: ["841E"],
    },
    {
      name: "the second failed",
      iccData: script("71", undefined, UNBLOCK, BLOCK, UNBLOCK),
      results: "1200000000",
      byte5: "20",
      sent: ["8418", "841E"],
    },
    {
      name: "the second failed, behind the second GENERATE AC",
      iccData: script("72", undefined, UNBLOCK, BLOCK),
      results: "1200000000",
      byte5: "10",
      sent: ["8418", "841E"],
    },
    {
      name: "the fifteenth failed",
      iccData: script("71", undefined, ...many.slice(0, 14).map(() => UNBLOCK), BLOCK),
      results: "1F00000000",
      byte5: "20",
      sent: [...many.slice(0, 14).map(() => "8418"), "841E"],
    },
    {
      name: "a later one than the fifteenth failed",
      iccData: script("71", undefined, ...many.map(() => UNBLOCK), BLOCK).slice(0),
      results: "1F00000000",
      byte5: "20",
      sent: [...many.map(() => "8418"), "841E"],
    },
    {
      name: "one script failed, and the next one is run all the same",
      iccData: script("71", "00000001", BLOCK) + script("71", "00000002", UNBLOCK),
      results: "1100000001" + "2000000002",
      byte5: "20",
      sent: ["841E", "8418"],
    },
    {
      name: "one of each kind failed",
      iccData: script("71", "00000001", BLOCK) + script("72", "00000002", BLOCK),
      results: "1100000001" + "1100000002",
      byte5: "30",
      sent: ["841E", "841E"],
    },
    {
      name: "a warning (62xx) is success",
      iccData: script("71", undefined, PLAIN, UNBLOCK),
      card: { answers: { "841E": "6200", "8418": "63C1" } },
      results: "2000000000",
      byte5: "00",
      sent: ["841E", "8418"],
    },
    {
      name: "a status of 91xx is none",
      iccData: script("71", undefined, PLAIN),
      card: { answers: { "841E": "9100" } },
      results: "1100000000",
      byte5: "20",
      sent: ["841E"],
    },
    {
      name: "an answer without a status word is a failure, and the card is completed all the same",
      iccData: script("71", undefined, PLAIN, UNBLOCK),
      card: { answers: { "841E": "90", "8418": "9000" } },
      results: "1100000000",
      byte5: "20",
      sent: ["841E"],
    },
    {
      name: "an answer that never ends is a failure",
      iccData: script("71", undefined, "80CA9F7900"),
      card: { answers: { "80CA9F79": "6110", "00C0": "6110" } },
      results: "1100000000",
      byte5: "20",
      sent: ["80CA", ...Array.from({ length: EXCHANGES_PER_COMMAND_MAX - 1 }, () => "00C0")],
    },
    {
      name: "a command that wants an answer may have one",
      iccData: script("71", undefined, ASKS),
      card: { answers: { "80CA9F3600": "9F360200429000" } },
      results: "2000000000",
      byte5: "00",
      sent: ["80CA"],
    },
    {
      name: "other objects beside the commands change nothing",
      iccData: "710D" + "9F1804AABBCCDD" + "5F0101AA" + "8600",
      results: "11AABBCCDD",
      byte5: "20",
      sent: [],
    },
  ])("$name", ({ iccData, card = mixed, results, byte5, sent }) => {
    const completed = complete(iccData, card);
    expect({ results: completed.results, byte5: completed.byte5 }).toEqual({ results, byte5 });
    expect(orderOf(completed.commands).filter((begin) => begin !== "80AE")).toEqual(sent);
    expect(completed.scriptBit).toBe(true);
  });
});

describe("scripts that are none: nothing of them reaches the card (EMV Book 3, 10.10)", () => {
  test.each([
    { name: "an object that is cut off", iccData: "7105" + "8604841E00", results: "0000000000" },
    { name: "no command at all", iccData: "7107" + "9F1804AABBCCDD", results: "00AABBCCDD" },
    { name: "an empty template", iccData: "7100", results: "0000000000" },
    {
      name: "an identifier of three bytes",
      iccData: "710C" + "9F1803AABBCC" + "8604841E0000",
      results: "0000000000",
    },
    {
      name: "two identifiers",
      iccData: "7114" + "9F1804AABBCCDD" + "9F180400000001" + "8604841E0000",
      results: "00AABBCCDD",
    },
    {
      name: "more commands than the limit",
      iccData: script("71", undefined, ...Array.from({ length: SCRIPT_COMMANDS_MAX + 1 }, () => "841E0000")),
      results: "0000000000",
    },
  ])("$name", ({ iccData, results }) => {
    const completed = complete(iccData, accepted);
    expect(completed).toMatchObject({ results, byte5: "20", scriptBit: true });
    expect(orderOf(completed.commands)).toEqual(["80AE"]);
  });

  test.each([
    { name: "shorter than a header", command: "841E00" },
    { name: "with less data than its Lc", command: "841E00000411" },
    { name: "with more data than its Lc and Le", command: "841E00000111223344" },
  ])("a command $name is not sent and counts as failed", ({ command }) => {
    const completed = complete(script("71", undefined, UNBLOCK, command), accepted);
    expect(completed).toMatchObject({ results: "1200000000", byte5: "20" });
    expect(orderOf(completed.commands)).toEqual(["8418", "80AE"]);
  });

  test("a script that is broken leaves the issuer's authentication data whole", () => {
    const { commands } = complete(`${toHex(ISSUER_AUTHENTICATION)}71058604841E00`);
    expect(orderOf(commands)).toEqual(["0082", "80AE"]);
  });

  test("of more scripts than DF31 has room for, the first ones count", () => {
    const { results } = complete(script("72", undefined, PLAIN).repeat(SCRIPTS_MAX + 3), accepted);
    expect(results).toBe("2000000000".repeat(SCRIPTS_MAX));
  });
});

describe("a card that is gone", () => {
  test("at a script 71: the approval is lost, the reversal is due, and later scripts were not run", () => {
    const iccData = script("71", "00000001", UNBLOCK, BLOCK) + script("72", "00000002", PUT_BALANCE);
    const { end, results, byte5 } = complete(iccData, { ...accepted, removedAt: "841E" });
    expect(end).toMatchObject({ kind: "declined", by: "hostApprovedCardDeclined" });
    expect({ results, byte5 }).toEqual({ results: "1200000001" + "0000000002", byte5: "20" });
  });

  test("at a script 72: the TC is had, and the sale stays approved", () => {
    const iccData = script("72", "00000001", BLOCK) + script("72", "00000002", PUT_BALANCE);
    const { end, results, byte5 } = complete(iccData, { removedAt: "841E" });
    expect(end).toEqual({ kind: "approved", by: "online", cryptogram: "TC", arc: "00" });
    expect({ results, byte5 }).toEqual({ results: "1100000001" + "0000000002", byte5: "10" });
  });
});

test("the trace names every command's answer, and none of its data", () => {
  const { result } = complete(script("71", "00000001", UNBLOCK, BLOCK), {
    answers: { "8418": "9000", "841E": "6985" },
  });
  const told = result.trace
    .filter(({ clause }) => clause === "EMV Book 3, 10.10")
    .map(({ detail }) => detail);
  expect(told).toEqual([
    "script 1 (71), command 1: 8418 answered 9000",
    "script 1 (71), command 2: 841E answered 6985: the rest of this script is not sent",
  ]);
});
