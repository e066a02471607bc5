import { describe, expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  buildCandidateList,
  SUB_DIRECTORIES_MAX,
} from "../../../../../main/domain/emv/kernel/build-candidate-list.ts";
import { selectApplication } from "../../../../../main/domain/emv/kernel/select-application.ts";
import { startSession } from "../../../../../main/domain/emv/kernel/session.ts";
import { constructed, encodeTlv, primitive, type TlvObject } from "../../../../../main/domain/emv/tlv.ts";
import { application, TERMINAL, transactionInput } from "../kernel-fixtures.ts";
import { commandsOf, lookupCard, play } from "../scripted-card.ts";

const PSE = "00A404000E315041592E5359532E444446303100";
const DEBIT = "A000000333010101";
const CREDIT = "A000000333010102";

const answer = (object: TlvObject): string => `${toHex(encodeTlv([object]))}9000`;
const select = (name: string): string => `00A40400${toHex(Uint8Array.of(name.length / 2))}${name}00`;

function fci(name: string, ...proprietary: readonly TlvObject[]): string {
  return answer(constructed(0x6f, [primitive(0x84, fromHex(name)), constructed(0xa5, proprietary)]));
}

const sfi = (value: number): TlvObject => primitive(0x88, Uint8Array.of(value));
const language = (value: string): TlvObject => primitive(0x5f2d, fromAscii(value));
const pse = (...more: readonly TlvObject[]): string => fci("315041592E5359532E4444463031", sfi(1), ...more);

/** A directory record with names of applications (4F) and of directories (9D). */
function record(entries: readonly (readonly [tag: 0x4f | 0x9d, name: string])[]): string {
  return answer(
    constructed(
      0x70,
      entries.map(([tag, name]) => constructed(0x61, [primitive(tag, fromHex(name))])),
    ),
  );
}

const readRecord = (file: number, number: number): string =>
  `00B2${toHex(Uint8Array.of(number, (file << 3) | 4))}00`;

const endOf = (file: number): Record<string, string> => ({ [readRecord(file, 2)]: "6A83" });

function candidatesOf(answers: Readonly<Record<string, string>>) {
  const session = startSession(transactionInput({ applications: [application("A0000003330101", true)] }));
  const { result, requests } = play(buildCandidateList(session), lookupCard(answers));
  if (!result.ok) throw new Error(result.fault.detail);
  return {
    aids: result.value.applications.map(({ candidate }) => toHex(candidate.aid)),
    commands: commandsOf(requests),
  };
}

describe("directories below the PSE (EMV Book 1, 12.3.2)", () => {
  const [UPPER, LOWER] = ["A00000033391", "A00000033392"];

  test("a directory may name another one, and so on", () => {
    const { aids } = candidatesOf({
      [PSE]: pse(),
      [readRecord(1, 1)]: record([
        [0x4f, DEBIT],
        [0x9d, UPPER],
      ]),
      ...endOf(1),
      [select(UPPER)]: fci(UPPER, sfi(2)),
      [readRecord(2, 1)]: record([[0x9d, LOWER]]),
      ...endOf(2),
      [select(LOWER)]: fci(LOWER, sfi(3)),
      [readRecord(3, 1)]: record([[0x4f, CREDIT]]),
      ...endOf(3),
    });
    expect(aids).toEqual([DEBIT, CREDIT]);
  });

  test("directories that name each other are read once each", () => {
    const { aids, commands } = candidatesOf({
      [PSE]: pse(),
      [readRecord(1, 1)]: record([[0x9d, UPPER]]),
      ...endOf(1),
      [select(UPPER)]: fci(UPPER, sfi(2)),
      [readRecord(2, 1)]: record([
        [0x9d, LOWER],
        [0x4f, DEBIT],
      ]),
      ...endOf(2),
      [select(LOWER)]: fci(LOWER, sfi(3)),
      [readRecord(3, 1)]: record([[0x9d, UPPER]]),
      ...endOf(3),
    });
    expect(aids).toEqual([DEBIT]);
    expect(commands.filter((command) => command.startsWith("00A4"))).toHaveLength(3);
  });

  test("no more of them are followed than the limit", () => {
    const names = Array.from({ length: 9 }, (_, i) => `A0000003339${i}`);
    const { commands } = candidatesOf({
      [PSE]: pse(),
      [readRecord(1, 1)]: record(names.map((name) => [0x9d, name] as const)),
      ...endOf(1),
    });
    const followed = commands.filter((command) => names.some((name) => command.includes(name)));
    expect(followed).toHaveLength(SUB_DIRECTORIES_MAX);
  });

  test.each([
    { name: "that is not there", selected: "6A82" },
    { name: "that is blocked", selected: "6283" },
    { name: "without an SFI", selected: fci(UPPER) },
    { name: "with an SFI of the issuer's own files", selected: fci(UPPER, sfi(11)) },
  ])("a directory $name is passed over", ({ selected }) => {
    const { aids } = candidatesOf({
      [PSE]: pse(),
      [readRecord(1, 1)]: record([
        [0x9d, UPPER],
        [0x4f, DEBIT],
      ]),
      ...endOf(1),
      [select(UPPER)]: selected,
    });
    expect(aids).toEqual([DEBIT]);
  });

  test.each([
    { name: "is blocked (6283)", selected: "6283" },
    { name: "is not there (6A82)", selected: "6A82" },
    { name: "answers an error", selected: "6F00" },
    { name: "has no directory file", selected: fci("315041592E5359532E4444463031") },
    { name: "has SFI 0", selected: fci("315041592E5359532E4444463031", sfi(0)) },
    { name: "has an FCI that is malformed", selected: "6F058403AA9000" },
  ])("a PSE that $name leads to the list of AIDs", ({ selected }) => {
    const { aids, commands } = candidatesOf({
      [PSE]: selected,
      [select("A0000003330101")]: fci(DEBIT),
    });
    expect(aids).toEqual([DEBIT]);
    expect(commands.filter((command) => command.startsWith("00A4"))[1]).toBe(select("A0000003330101"));
  });

  test("a PSE that names no application in common leads to the list of AIDs as well", () => {
    const { aids } = candidatesOf({
      [PSE]: pse(),
      [readRecord(1, 1)]: record([[0x4f, "A0000000031010"]]),
      ...endOf(1),
      [select("A0000003330101")]: fci(DEBIT),
    });
    expect(aids).toEqual([DEBIT]);
  });
});

describe("the language (EMV Book 4, 11.1)", () => {
  const directory = (directoryLanguage: string, ofDebit: readonly TlvObject[]) => ({
    [PSE]: pse(language(directoryLanguage)),
    [readRecord(1, 1)]: record([
      [0x4f, DEBIT],
      [0x4f, CREDIT],
    ]),
    ...endOf(1),
    [select(DEBIT)]: fci(DEBIT, ...ofDebit),
  });

  function choose(answers: Readonly<Record<string, string>>, languages?: readonly string[]) {
    const terminal = languages === undefined ? TERMINAL : { ...TERMINAL, languages };
    const input = transactionInput({ applications: [application("A0000003330101", true)], terminal });
    const session = startSession(input);
    const card = lookupCard(answers);
    const { result: list } = play(buildCandidateList(session), card);
    if (!list.ok) throw new Error(list.fault.detail);
    const { result, requests } = play(selectApplication(session, list.value), card);
    const asked = requests.find((request) => request.kind === "chooseApplication");
    return { asked: asked?.language, selected: result.ok ? result.value.language : result.fault };
  }

  test.each([
    {
      name: "of the directory, for the choice and for what follows",
      directory: "enzh",
      asked: "en",
      selected: "en",
    },
    {
      name: "of the application, once it is selected",
      directory: "en",
      own: "zh",
      asked: "en",
      selected: "zh",
    },
    { name: "that the terminal lacks", directory: "fr", own: "de", asked: undefined, selected: undefined },
    {
      name: "that only this terminal has",
      directory: "frde",
      languages: ["de"],
      asked: "de",
      selected: "de",
    },
  ])("$name", ({ directory: spoken, own, languages, asked, selected }) => {
    const ofDebit = own === undefined ? [] : [language(own)];
    expect(choose(directory(spoken, ofDebit), languages)).toEqual({ asked, selected });
  });
});
