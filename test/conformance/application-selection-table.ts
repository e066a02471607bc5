import { fromAscii, fromHex, toHex } from "../../main/domain/bytes.ts";
import { buildCandidateList } from "../../main/domain/emv/kernel/build-candidate-list.ts";
import { selectApplication } from "../../main/domain/emv/kernel/select-application.ts";
import { startSession } from "../../main/domain/emv/kernel/session.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import type { ApplicationParameters } from "../../main/domain/emv/parameters.ts";
import { application, TERMINAL, transactionInput } from "../unit/domain/emv/kernel-fixtures.ts";
import { commandsOf, play, type Surroundings } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";
import {
  type CardApplication,
  directoryRecord,
  type SelectionCard,
  selectionCard,
} from "./selection-card.ts";

/** EMV Book 1, 12: which application pays. */

const DEBIT = "A000000333010101";
const CREDIT = "A000000333010102";
const QUASI = "A000000333010103";
const FOREIGN = "A0000000031010";
const PARTIAL = application("A0000003330101", true);

type World = {
  readonly terminal?: readonly ApplicationParameters[];
  readonly choose?: Surroundings["choose"];
  readonly codeTables?: string;
  readonly languages?: readonly string[];
};

/** What was chosen: end of the AID, name and language; or why nothing was. `?` with each list that people saw. */
function chosen(card: SelectionCard, world: World = {}): string {
  const asked: string[] = [];
  const terminal = {
    ...TERMINAL,
    additionalTerminalCapabilities: fromHex(world.codeTables ?? "6000F0A001"),
    ...(world.languages && { languages: world.languages }),
  };
  const session = startSession(transactionInput({ applications: world.terminal ?? [PARTIAL], terminal }));
  const virtual = selectionCard(card);
  const built = play(buildCandidateList(session), virtual);
  if (!built.result.ok) return built.result.fault.reason;
  const { result } = play(selectApplication(session, built.result.value), virtual, {
    choose: (request) => {
      asked.push(`?${request.candidates.map(({ aid }) => toHex(aid).slice(-2)).join(",")} `);
      return world.choose?.(request) ?? 0;
    },
  });
  if (!result.ok) return asked.join("") + result.fault.reason;
  const { aid, label, language } = result.value;
  return `${asked.join("")}${toHex(aid).slice(-4)} ${label}${language === undefined ? "" : ` ${language}`}`;
}

const row =
  (card: SelectionCard, world: World = {}): Row[1] =>
  () =>
    chosen(card, world);

/** SELECT commands of the list of AIDs, as many as there were. */
function selects(card: SelectionCard, terminal: readonly ApplicationParameters[] = [PARTIAL]): string {
  const session = startSession(transactionInput({ applications: terminal }));
  const { requests } = play(buildCandidateList(session), selectionCard(card));
  const names = commandsOf(requests).filter((command) => command.startsWith("00A4"));
  return names.map((command) => `${command.slice(6, 8)}:${command.slice(10, -2).slice(-4)}`).join(" ");
}

const debit = { aid: DEBIT, label: "DEBIT", indicator: 1 };
const credit = { aid: CREDIT, label: "CREDIT", indicator: 2 };
const quasi = { aid: QUASI, label: "QUASI" };
const exact = application("A0000003330101", false);

const both = (one: Partial<CardApplication>, other: Partial<CardApplication>): SelectionCard => {
  const applications = [
    { ...debit, ...one },
    { ...credit, ...other },
  ];
  return { records: [directoryRecord(...applications)], applications };
};

const one = (found: CardApplication): SelectionCard => ({
  records: [directoryRecord(found)],
  applications: [found],
});

const only = (change: Partial<CardApplication>): SelectionCard => one({ ...debit, ...change });

/** Its directory leads to nothing, so that only the list of AIDs can find the debit application. */
const misled = (change: SelectionCard): SelectionCard => ({
  records: [directoryRecord(quasi)],
  applications: [debit],
  ...change,
});

const statusRows: readonly Row[] = ["6A82", "6283", "6985", "6D00", "6700"].map((sw) => [
  `SELECT PSE answers ${sw}: the list of AIDs is used`,
  row({ pse: sw, applications: [debit] }),
  "0101 DEBIT",
]);

const selectRows: readonly Row[] = ["6A82", "6985", "6999", "6283", "6D00"].map((sw) => [
  `SELECT of the best candidate answers ${sw}: the next one is put to people`,
  row(both({ sw }, {})),
  "?01,02 ?02 0102 CREDIT",
]);

/** A whole transaction: 6985 to GET PROCESSING OPTIONS takes the application off the list. */
function afterOptions(first: string): string {
  const applications = [
    { ...debit, options: first },
    { ...credit, options: "6A81" },
  ];
  const { result, requests } = play(
    runTransaction(transactionInput({ applications: [PARTIAL] })),
    selectionCard({ records: [directoryRecord(...applications)], applications }),
  );
  const lists = requests.flatMap((request) =>
    request.kind === "chooseApplication"
      ? [request.candidates.map(({ aid }) => toHex(aid).slice(-2)).join(",")]
      : [],
  );
  return `${lists.join(" ")} ${result.kind === "ended" ? result.reason : result.kind}`;
}

const aidRows: readonly Row[] = [
  ["4 bytes are too few", "A0000003"],
  ["17 bytes are too many", `${DEBIT}000000000000000000`],
].map(([name, aid]) => [
  `an AID in a directory: ${name}`,
  row(
    { records: [directoryRecord({ aid: aid ?? "" })], applications: [{ aid: aid ?? "" }] },
    { terminal: [application("A0000003", true)] },
  ),
  "noCommonApplication",
]);

const names = (preferred: string, codeTable: string | undefined, codeTables: string): Row[1] =>
  row({ ...only({ preferred }), ...(codeTable && { codeTable }) }, { codeTables });

export const applicationSelection = step(
  "SEL",
  "Application selection",
  [
    rule("the payment system directory is read first", "EMV Book 1, 12.3.2", [
      ["one common application is taken unasked", row(only({})), "0101 DEBIT"],
      ["SELECT PSE answers 6A81: blocked card", row({ pse: "6A81", applications: [debit] }), "cardBlocked"],
      ...statusRows,
      ["an FCI without a directory file", row({ pse: "6F009000", applications: [debit] }), "0101 DEBIT"],
      ["a malformed FCI", row({ pse: "6F0784019000", applications: [debit] }), "0101 DEBIT"],
      ["directory file 0 is none", row(misled({ sfi: "00" })), "0101 DEBIT"],
      ["directory file 10 is the last one allowed", row({ ...both({}, {}), sfi: "0A" }), "?01,02 0101 DEBIT"],
      [
        "directory file 11 is none: the AIDs find the one that answers to them",
        () => selects({ ...only({}), sfi: "0B" }),
        "00:3031 00:0101 02:0101",
      ],
      [
        "a directory without common application falls back to the AIDs",
        row({ records: [directoryRecord({ aid: FOREIGN })], applications: [debit] }),
        "0101 DEBIT",
      ],
      [
        "a record that answers 6985 is passed over",
        row({ records: ["6985", directoryRecord(debit)], applications: [debit] }),
        "0101 DEBIT",
      ],
      [
        "a malformed record is passed over",
        row({ records: ["70059000", directoryRecord(debit)], applications: [debit] }),
        "0101 DEBIT",
      ],
      [
        "a record of another template is passed over",
        row({
          records: [`77${directoryRecord(quasi).slice(2)}`, directoryRecord(debit)],
          applications: [debit],
        }),
        "0101 DEBIT",
      ],
      [
        "an application that the directory names and the card has not",
        row(misled({})),
        "noCommonApplication",
      ],
      [
        "records are read until 6A83",
        row({ records: [directoryRecord(credit), directoryRecord(debit)], applications: [credit, debit] }),
        "?01,02 0101 DEBIT",
      ],
      [
        "a directory without end is left",
        row({ records: Array.from({ length: 40 }, () => directoryRecord(debit)), applications: [debit] }),
        "tooManySteps",
      ],
      [
        "a sub-directory (9D) is followed",
        row({
          records: ["700D610B9D09A000000333010102009000"],
          directories: { A00000033301010200: directoryRecord(debit) },
          applications: [debit, credit],
        }),
        "0101 DEBIT",
      ],
      [
        "an entry twice is one candidate",
        row({ records: [directoryRecord(debit, debit)], applications: [debit] }),
        "0101 DEBIT",
      ],
      ...aidRows,
    ]),
    rule("the list of AIDs", "EMV Book 1, 12.3.3", [
      [
        "the first SELECT answers 6A81: blocked card",
        row({ applications: [{ ...debit, sw: "6A81" }] }),
        "cardBlocked",
      ],
      [
        "a later SELECT answers 6A81: that AID is out only",
        row(
          {
            applications: [
              { aid: FOREIGN, label: "F" },
              { ...debit, sw: "6A81" },
            ],
          },
          { terminal: [application(FOREIGN, true), PARTIAL] },
        ),
        "1010 F",
      ],
      [
        "a longer name: the next occurrence is asked for until there is none",
        () => selects({ applications: [debit, credit] }),
        "00:3031 00:0101 02:0101 02:0101",
      ],
      [
        "a name of the terminal's own length has no next one",
        () => selects({ applications: [debit] }, [application(DEBIT, true)]),
        "00:3031 00:0101",
      ],
      ["both occurrences are candidates", row({ applications: [credit, debit] }), "?01,02 0101 DEBIT"],
      [
        "an application that is blocked (6283) is no candidate",
        row({ applications: [{ ...debit, sw: "6283" }, credit] }),
        "0102 CREDIT",
      ],
      ["only blocked applications", row({ applications: [{ ...debit, sw: "6283" }] }), "applicationBlocked"],
      ["no AID is known to the card", row({ applications: [] }), "noCommonApplication"],
      [
        "an FCI with a foreign name is no candidate",
        row({ applications: [{ ...debit, fciName: FOREIGN }] }),
        "noCommonApplication",
      ],
      [
        "an FCI without name is no candidate",
        row({ applications: [{ ...debit, fci: "6F02A500" }] }),
        "noCommonApplication",
      ],
      [
        "a malformed FCI is no candidate",
        row({ applications: [{ ...debit, fci: "6F05" }] }),
        "noCommonApplication",
      ],
    ]),
    rule("partial and exact names", "EMV Book 1, 12.3.1", [
      ["partial: the card's name may be longer", row(only({})), "0101 DEBIT"],
      [
        "exact: a longer name is another application",
        row(only({}), { terminal: [exact] }),
        "noCommonApplication",
      ],
      ["exact: the same name", row(only({}), { terminal: [application(DEBIT, false)] }), "0101 DEBIT"],
      [
        "a card's name that is shorter is another application",
        row(one({ ...debit, aid: "A00000033301" })),
        "noCommonApplication",
      ],
      [
        "a name that differs in its last byte",
        row(only({}), { terminal: [application(CREDIT, true)] }),
        "noCommonApplication",
      ],
    ]),
    rule("priority and confirmation", "EMV Book 1, 12.4", [
      [
        "1 stands before 2 whatever the card's order",
        row(both({ indicator: 2 }, { indicator: 1 })),
        "?02,01 0102 CREDIT",
      ],
      ["no priority stands behind 15", row(both({ indicator: 0 }, { indicator: 15 })), "?02,01 0102 CREDIT"],
      [
        "equal ones stand in the card's order",
        row(both({ indicator: 1 }, { indicator: 1 })),
        "?01,02 0101 DEBIT",
      ],
      [
        "bits 7 to 5 are no part of the priority",
        row(both({ indicator: 0x71 }, { indicator: 2 })),
        "?01,02 0101 DEBIT",
      ],
      [
        "a single one that wants confirmation is asked about",
        row(only({ indicator: 0x81 })),
        "?01 0101 DEBIT",
      ],
      [
        "no to the confirmation ends it",
        row(only({ indicator: 0x81 }), { choose: () => "cancelled" }),
        "?01 cancelled",
      ],
      [
        "of several, the one that people choose",
        row(both({}, {}), { choose: () => 1 }),
        "?01,02 0102 CREDIT",
      ],
      [
        "a choice that does not stand in the list",
        row(both({}, {}), { choose: () => 7 }),
        "?01,02 cancelled",
      ],
      ["three candidates", row({ applications: [quasi, credit, debit] }), "?01,02,03 0101 DEBIT"],
    ]),
    rule("final SELECT", "EMV Book 1, 12.4", [
      ...selectRows,
      ["6A81 to the final SELECT: blocked card", row(both({ sw: "6A81" }, {})), "?01,02 cardBlocked"],
      ["the FCI must name what was selected", row(both({ fciName: CREDIT }, {})), "?01,02 ?02 0102 CREDIT"],
      [
        "every candidate is blocked",
        row(both({ sw: "6283" }, { sw: "6283" })),
        "?01,02 ?02 applicationBlocked",
      ],
      [
        "every candidate fails otherwise",
        row(both({ sw: "6985" }, { sw: "6A82" })),
        "?01,02 ?02 noCommonApplication",
      ],
    ]),
    rule("names that people read", "EMV Book 1, 12.4", [
      [
        "the preferred name, where its code table is known",
        names("PREFERRED", "01", "6000F0A001"),
        "0101 PREFERRED",
      ],
      [
        "the label, where the terminal has not the code table",
        names("PREFERRED", "01", "6000F0A000"),
        "0101 DEBIT",
      ],
      [
        "the label, where the card names no code table",
        names("PREFERRED", undefined, "6000F0A001"),
        "0101 DEBIT",
      ],
      [
        "the label, where the code table is out of range",
        names("PREFERRED", "0B", "6000F0A3FF"),
        "0101 DEBIT",
      ],
      ["the AID, where there is no name at all", row(one({ aid: DEBIT })), `0101 ${DEBIT}`],
      [
        "the card's first language that the terminal speaks",
        row({ ...only({}), pseObjects: `5F2D06${toHex(fromAscii("frenzh"))}` }),
        "0101 DEBIT en",
      ],
      [
        "no language in common",
        row({ ...only({}), pseObjects: `5F2D04${toHex(fromAscii("frde"))}` }),
        "0101 DEBIT",
      ],
      [
        "the terminal's own list of languages counts",
        row({ ...only({}), pseObjects: `5F2D04${toHex(fromAscii("zhen"))}` }, { languages: ["en"] }),
        "0101 DEBIT en",
      ],
    ]),
    rule("back to selection after GET PROCESSING OPTIONS", "EMV Book 3, 10.1", [
      [
        "6985: this application is out, and people choose among the rest",
        () => afterOptions("6985"),
        "01,02 02 cardNotUsable",
      ],
      ["any other error ends it", () => afterOptions("6A80"), "01,02 cardNotUsable"],
    ]),
  ],
  [
    {
      rule: "selection by a terminal's proprietary data (9F2B and others)",
      clause: "EMV Book 1, 12.5",
      why: "the kernel has no proprietary selection",
    },
  ],
);
