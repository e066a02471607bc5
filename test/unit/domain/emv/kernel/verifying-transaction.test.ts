import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type {
  KernelResponse,
  VerificationAbilities,
} from "../../../../../main/domain/emv/kernel/protocol.ts";
import {
  runTransaction,
  runVerifyingTransaction,
} from "../../../../../main/domain/emv/kernel/transaction.ts";
import { application, TERMINAL, transactionInput } from "../kernel-fixtures.ts";
import { PROFILE_RECORDS, profileCard } from "../profile-card.ts";
import { play, type TestCard } from "../scripted-card.ts";

const ABLE: VerificationAbilities = { plaintextPin: true, encipheredPin: true, identityDocument: true };

/** The published card with another CVM list: rules of 8 bytes as in its own. */
const withCvmRules = (rules: string): Readonly<Record<string, string>> => ({
  "4/3": (PROFILE_RECORDS["4/3"] ?? "").replace("420342035E0343031F00", rules),
});

const terminal = { ...TERMINAL, terminalCapabilities: fromHex("E0F8C8") };

describe("a lane with a reader that verifies PINs", () => {
  const records = withCvmRules("410042005E0043001F00");
  const input = transactionInput({
    terminal,
    applications: [application("A0000003330101", true, { floorLimitFen: 100_000n })],
  });

  test("approves offline with a PIN that the card verified, and tells the card in 9F34", () => {
    const { result, requests } = play(runVerifyingTransaction(input, ABLE), profileCard({ records }), {
      verify: () => ({ kind: "response", response: fromHex("9000") }),
    });
    if (result.kind === "ended") throw new Error(result.detail);
    expect(result).toMatchObject({ kind: "approved", by: "offline" });
    expect(toHex(result.cryptogram.cvmResults)).toBe("410002");
    expect(result.cryptogram).toMatchObject({ pinEntered: false, signatureRequired: false });
    expect(requests.filter(({ kind }) => kind === "verifyPinAtReader")).toHaveLength(1);
  });

  test("sends a wrong PIN on to the next rule, with the bit that says so", () => {
    const { result } = play(runVerifyingTransaction(input, ABLE), profileCard({ records }), {
      verify: () => ({ kind: "response", response: fromHex("63C0") }),
      pin: "entered",
    });
    if (result.kind === "ended") throw new Error(result.detail);
    expect(toHex(result.cryptogram.cvmResults)).toBe("420000");
    expect(toHex(result.cryptogram.tvr.subarray(2, 3))).toBe("24");
  });

  test("the same input on an ordinary lane asks for none of it, and claims none of it", () => {
    const { result, requests } = play(runTransaction(input), profileCard({ records }));
    if (result.kind === "ended") throw new Error(result.detail);
    const kinds = new Set(requests.map(({ kind }) => kind));
    expect([...kinds]).toEqual(["command", "cardIdentified", "captureOnlinePin", "goOnline"]);
    const claimed = result.iccData.find(({ tag }) => tag === 0x9f33)?.value ?? fromHex("");
    expect(toHex(claimed)).toBe("E068C8");
    expect(toHex(result.cryptogram.tvr.subarray(2, 3))).toBe("14");
  });
});

describe("the exception file (EMV Book 4, 6.3.5)", () => {
  /** A driver that says of every card that it stands on the file. */
  function drive(card: TestCard, denial: string) {
    const parameters = application("A0000003330101", true, {
      terminalActionCodes: {
        denial: fromHex(denial),
        online: fromHex("1000000000"),
        default: fromHex("1000000000"),
      },
    });
    const kernel = runTransaction(transactionInput({ applications: [parameters] }));
    const commands: string[] = [];
    let turn = kernel.next();
    while (turn.done !== true) {
      const request = turn.value;
      if (request.kind === "command") commands.push(toHex(request.command));
      turn = kernel.next(
        answer(request.kind, request.kind === "command" ? card(request.command) : undefined),
      );
    }
    return { result: turn.value, commands };
  }

  function answer(kind: string, response: Uint8Array | undefined): KernelResponse {
    if (response !== undefined) return { kind: "response", response };
    if (kind === "cardIdentified") return { kind: "proceed", onExceptionFile: true };
    if (kind === "captureOnlinePin") return { kind: "pin", entry: "entered" };
    return { kind: "hostAnswered", approved: true, responseCode: "00" };
  }

  test("a card on it sets TVR B1b5, and a denial code declines it offline", () => {
    const { result, commands } = drive(profileCard(), "1000000000");
    if (result.kind === "ended") throw new Error(result.detail);
    expect(result).toMatchObject({ kind: "declined", by: "offline" });
    expect((result.cryptogram.tvr[0] ?? 0) & 0x10).toBe(0x10);
    expect(commands.filter((command) => command.startsWith("80AE"))).toEqual([
      expect.stringMatching(/^80AE00/),
    ]);
    expect(result.trace.flatMap(({ actionCodeHits }) => actionCodeHits ?? [])[0]).toEqual({
      which: "denial",
      tvrByte: 1,
      tvrBit: 5,
      meaning: "card appears on terminal exception file",
      inTac: true,
      inIac: false,
      iacAbsent: false,
    });
  });

  test("without a denial code it goes online", () => {
    expect(drive(profileCard(), "0000000000").result).toMatchObject({ kind: "approved", by: "online" });
  });
});

test("the language of the card is told with its facts", () => {
  const { result } = play(runTransaction(transactionInput()), profileCard());
  if (result.kind === "ended") throw new Error(result.detail);
  expect(result.facts.language).toBe("zh");
});
