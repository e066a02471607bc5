import { fromAscii, fromHex, toHex } from "../../main/domain/bytes.ts";
import { chooseCvm } from "../../main/domain/emv/contactless/cardholder-verification.ts";
import type { FastDda } from "../../main/domain/emv/contactless/fast-dda.ts";
import type { ContactlessParameters } from "../../main/domain/emv/contactless/parameters.ts";
import { preProcess } from "../../main/domain/emv/contactless/pre-processing.ts";
import type {
  ContactlessInput,
  ContactlessOutcome,
  ContactlessResponse,
} from "../../main/domain/emv/contactless/protocol.ts";
import { recoverTornTransaction } from "../../main/domain/emv/contactless/recover-torn-transaction.ts";
import { runContactless } from "../../main/domain/emv/contactless/transaction.ts";
import { startSession } from "../../main/domain/emv/kernel/session.ts";
import { startTransaction } from "../../main/domain/emv/kernel/terminal-data.ts";
import type { VirtualCard } from "../../simulators/card/virtual-card.ts";
import { TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY } from "../../simulators/issuer/test-scheme.ts";
import { encodeTlv } from "../../simulators/issuer/tlv.ts";
import { said } from "../unit/simulators/card/contactless/outcome-words.ts";
import {
  APPLICATION,
  glance,
  input,
  PARAMETERS,
  TERMINAL,
  tap,
  tapCard,
} from "../unit/simulators/card/contactless/tap.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** JR/T 0025.12 and UnionPay's quickPass: offline up to 200.00, a CVM from 100.00 on, contacts from 500.00 on. */

type Change = Partial<ContactlessInput["transaction"]>;
type Limits = Partial<ContactlessParameters>;
/** What stands between card and terminal, or beside them. */
type World = NonNullable<Parameters<typeof tap>[2]>;

const OFFLINE_ONLY: Change = { terminal: { ...TERMINAL, terminalType: 0x23 } };
const ONLINE_ONLY: Change = { terminal: { ...TERMINAL, terminalType: 0x21 } };

const before =
  (amountFen: bigint, change: Change = {}, parameters: Limits = {}): Row[1] =>
  () => {
    const { usable, excludedBecause } = preProcess(input(amountFen, change, parameters));
    const [first] = usable;
    return first === undefined ? (excludedBecause ?? "none") : toHex(first.qualifiers);
  };

/** A tap of a virtual card, with the issuer's word on its cryptogram. */
const tapped =
  (
    name: string,
    amountFen: bigint,
    change: Change = {},
    parameters: Limits = {},
    world: World = {},
  ): Row[1] =>
  () =>
    said(tap(tapCard(name), runContactless(input(amountFen, change, parameters)), world).outcome);

/** As `said`, for cards of a table, whose cryptograms no issuer knows. */
function words(outcome: ContactlessOutcome): string {
  const all: string[] = [outcome.kind];
  if ("reason" in outcome) all.push(outcome.reason);
  if ("cause" in outcome) all.push(outcome.cause);
  if ("cvm" in outcome) all.push(outcome.cvm);
  return all.join(" ");
}

const response = (text: string): ContactlessResponse => ({ kind: "response", response: fromHex(text) });

/** The published way up to the command of that number, and then this answer. */
const answering =
  (command: number, answer: ContactlessResponse, amountFen = 5_000n, change: Change = {}): Row[1] =>
  () =>
    words(
      tap(tapCard("tap-debit"), runContactless(input(amountFen, change)), {
        instead: new Map([[command, answer]]),
      }).outcome,
    );

type Entry = { readonly aid: string; readonly priority?: number; readonly kernel?: string };
const DEBIT = "A000000333010101";
const CREDIT = "A000000333010102";

function ppse(entries: readonly Entry[]): string {
  const listed = entries.map(({ aid, priority, kernel }) =>
    encodeTlv(
      0x61,
      encodeTlv(0x4f, fromHex(aid)),
      ...(priority === undefined ? [] : [encodeTlv(0x87, Uint8Array.of(priority))]),
      ...(kernel === undefined ? [] : [encodeTlv(0x9f2a, fromHex(kernel))]),
    ),
  );
  return toHex(
    encodeTlv(
      0x6f,
      encodeTlv(0x84, fromAscii("2PAY.SYS.DDF01")),
      encodeTlv(0xa5, encodeTlv(0xbf0c, ...listed)),
    ),
  );
}

/** The AIDs that are selected one after the other, each of which answers with that status word; and the end. */
const directory =
  (
    entries: readonly Entry[] | string,
    sw = "6A82",
    applications: readonly ContactlessParameters[] = [PARAMETERS],
  ): Row[1] =>
  () => {
    const kernel = runContactless({ ...input(5_000n), applications });
    const first = typeof entries === "string" ? entries : `${ppse(entries)}9000`;
    const aids: string[] = [];
    let turn = kernel.next();
    for (let count = 0; turn.done !== true; count++) {
      if (turn.value.kind !== "command") throw new Error(turn.value.kind);
      const command = toHex(turn.value.command);
      if (count > 0 && command.startsWith("00A4")) aids.push(command.slice(-4, -2));
      turn = kernel.next(response(count === 0 ? first : sw));
    }
    return `${aids.join(",")} ${words(turn.value)}`.trim();
  };

const NONE_LEFT = "tryAnotherInterface noContactlessApplication";

const AC = "9F2608A1A2A3A4A5A6A7A8";
const ATC = "9F36020001";
const AIP = "82027C00";
const IAD_ARQC = "9F100807010103A0000001";
const TRACK_2 = "57116228000100001117D30122010123456789";
const WHOLE = AIP + ATC + AC + IAD_ARQC + TRACK_2;

const optionsOf = (objects: string, tag = "77"): ContactlessResponse =>
  response(`${tag}${toHex(Uint8Array.of(objects.length / 2))}${objects}9000`);
const options = (objects: string): Row[1] => answering(3, optionsOf(objects));

const ONLINE = "onlineRequested cardAsked none";
const UNUSABLE = "ended cardNotUsable";

const optionRows: readonly Row[] = (
  [
    ["an ARQC with everything that it needs", WHOLE, ONLINE],
    ["no cryptogram: another kind of card", WHOLE.replace(AC, ""), "tryAnotherInterface notQpboc"],
    ["a cryptogram of seven bytes", WHOLE.replace(AC, "9F2607A1A2A3A4A5A6A7"), UNUSABLE],
    ["no ATC", WHOLE.replace(ATC, ""), UNUSABLE],
    ["an ATC of one byte", WHOLE.replace(ATC, "9F360101"), UNUSABLE],
    ["no AIP", WHOLE.replace(AIP, ""), UNUSABLE],
    ["an AIP of one byte", WHOLE.replace(AIP, "82017C"), UNUSABLE],
    ["no issuer application data", WHOLE.replace(IAD_ARQC, ""), UNUSABLE],
    [
      "issuer application data of 33 bytes",
      WHOLE.replace(IAD_ARQC, `9F102107010103A0${"00".repeat(28)}`),
      UNUSABLE,
    ],
    ["no track 2", WHOLE.replace(TRACK_2, ""), UNUSABLE],
    ["a track 2 without separator", WHOLE.replace("D3012", "03012"), UNUSABLE],
    ["another PAN in 5A", `${WHOLE}5A086228000100001118`, UNUSABLE],
    ["the same PAN in 5A", `${WHOLE}5A086228000100001117`, ONLINE],
    ["5F34 with a letter", `${WHOLE}5F34010A`, UNUSABLE],
    ["an object twice", `${WHOLE}${ATC}`, UNUSABLE],
    ["9F27 that says the same", `${WHOLE}9F270180`, ONLINE],
    ["9F27 that says another thing", `${WHOLE}9F270100`, UNUSABLE],
    ["9F27 of an AAR", `${WHOLE.replace("A0000001", "B0000001")}9F2701C0`, UNUSABLE],
    ["an AAC", WHOLE.replace("A0000001", "80000001"), "declined declinedByCard"],
    ["a TC without AFL", WHOLE.replace("A0000001", "90000001"), UNUSABLE],
    ["an AFL that breaks the rules", `${WHOLE}940408020100`, UNUSABLE],
    [
      "issuer data that are not PBOC's, with 9F27",
      `${WHOLE.replace("07010103A0", "0F010103A0")}9F270180`,
      ONLINE,
    ],
    ["issuer data that are not PBOC's, without 9F27", WHOLE.replace("07010103A0", "0F010103A0"), UNUSABLE],
  ] as const
).map(([name, objects, expected]) => [name, options(objects), expected]);

const statusRows: readonly Row[] = (
  [
    ["6984", "tryAnotherInterface conditionsNotSatisfied"],
    ["6985", "tryAnotherInterface conditionsNotSatisfied"],
    ["6986: the phone wants its owner", "seePhone"],
    ["6A80", UNUSABLE],
    ["6D00", UNUSABLE],
    ["6283", UNUSABLE],
  ] as const
).map(([name, expected]) => [name, answering(3, response(name.slice(0, 4))), expected]);

const interruptionRows: readonly Row[] = [1, 2, 3].flatMap((command): Row[] => [
  [`the card leaves at command ${command}`, answering(command, { kind: "cardGone" }), "presentAgain"],
  [`several cards at command ${command}`, answering(command, { kind: "severalCards" }), "presentOneCard"],
  [`cancelled at command ${command}`, answering(command, { kind: "cancelled" }), "ended cancelled"],
]);

const CVM = "26404080";
const SIGNED: FastDda = { version: 1, signedQualifiers: fromHex("0080") };

const cvm =
  (
    ttq: string,
    ctq: string | undefined,
    goesOnline: boolean,
    more: { relatedData?: string; fastDda?: FastDda; noCvmBelowFen?: bigint } = {},
  ): Row[1] =>
  () => {
    const transaction = startTransaction(startSession(input(15_000n).transaction), {
      aid: APPLICATION.aid,
      label: "TEST",
      language: undefined,
      parameters: APPLICATION,
      fci: [],
    });
    transaction.terminal.set(0x9f66, fromHex(ttq));
    if (ctq !== undefined) transaction.card.set(0x9f6c, fromHex(ctq));
    if (more.relatedData !== undefined) transaction.card.set(0x9f69, fromHex(more.relatedData));
    const parameters =
      more.noCvmBelowFen === undefined ? PARAMETERS : { ...PARAMETERS, noCvmBelowFen: more.noCvmBelowFen };
    const chosen = chooseCvm(transaction, parameters, {
      goesOnline,
      ...(more.fastDda && { fastDda: more.fastDda }),
    });
    return chosen.ok ? `${chosen.value} ${toHex(transaction.cvmResults)}` : chosen.fault;
  };

const NO_CVM = "none 1F0002";
const PIN = "onlinePin 020000";
const SIGNATURE = "signature 1E0000";
const DEVICE = "onDevice 3F0000";
const DECLINED = "noCommonCvm";

/** Pulled at that command of the first tap, then held to the reader again. */
const torn =
  (
    atCommand: number,
    moment: "before" | "after",
    again?: (card: VirtualCard) => VirtualCard,
    name = "tap-debit",
    listed = false,
  ): Row[1] =>
  () => {
    const card = tapCard(name, [{ kind: "pull", atCommand, moment }]);
    const { outcome } = tap(card, runContactless(input(5_000n)));
    if (outcome.kind !== "torn") return words(outcome);
    const recovered = tap(again?.(card) ?? card, recoverTornTransaction(outcome.torn), { listed }).outcome;
    const reason = "reason" in recovered ? ` ${recovered.reason}` : "";
    return `torn ${outcome.torn.moment}, ${recovered.kind}${reason}`;
  };

const commandsOf =
  (name: string, amountFen: bigint): Row[1] =>
  () =>
    glance(tap(tapCard(name), runContactless(input(amountFen))).commands).join(", ");

const damaged =
  (at: number) =>
  (answer: Uint8Array, count: number): Uint8Array =>
    count === at ? answer.map((byte, i) => (i === answer.length - 20 ? byte ^ 1 : byte)) : answer;

const withKeys = (caKeys: Change["caKeys"]): Change => (caKeys === undefined ? {} : { caKeys });

export const contactlessStep = step(
  "CL",
  "Contactless (qPBOC, quickPass)",
  [
    rule("pre-processing: limits", "JR/T 0025.12, 6.2; emv-pboc 16.2", [
      ["a small amount", before(5_000n), "26004080"],
      ["one fen below the CVM limit", before(9_999n), "26004080"],
      ["the CVM limit itself", before(10_000n), "26404080"],
      ["the floor limit itself", before(20_000n), "26404080"],
      ["one fen above the floor limit", before(20_001n), "26C04080"],
      ["one fen below the transaction limit", before(49_999n), "26C04080"],
      ["the transaction limit itself", before(50_000n), "amountTooHigh"],
      ["no amount", before(0n), "26804080"],
      [
        "no amount where it is not allowed",
        before(0n, {}, { zeroAmountAllowed: false }),
        "zeroAmountNotAllowed",
      ],
      ["no amount without a line", before(0n, OFFLINE_ONLY), "zeroAmountNotAllowed"],
      ["one unit: status check", before(100n), "26804080"],
      ["one unit where status checks are off", before(100n, {}, { statusCheck: false }), "26004080"],
      ["one fen more than a unit", before(101n), "26004080"],
    ]),
    rule("pre-processing: what 9F66 claims", "JR/T 0025.12, 6.2; emv-pboc 16.1", [
      ["forced online", before(5_000n, { forceOnline: true }), "26804080"],
      ["an online-only terminal", before(5_000n, ONLINE_ONLY), "26804080"],
      ["an offline-only terminal", before(5_000n, OFFLINE_ONLY), "2E004080"],
      [
        "without a pad in 9F33",
        before(5_000n, { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") } }),
        "22004080",
      ],
      [
        "without signature in 9F33",
        before(5_000n, { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0D8C8") } }),
        "24004080",
      ],
      [
        "what the kernel does not do is never claimed",
        before(5_000n, {}, { terminalTransactionQualifiers: fromHex("FFFFFFFF") }),
        "36004080",
      ],
      [
        "nothing is configured",
        before(5_000n, {}, { terminalTransactionQualifiers: fromHex("00000000") }),
        "00000000",
      ],
    ]),
    rule("combination selection", "EMV Contactless Book B, 3.3; emv-pboc 2.2", [
      [
        "1 before 2",
        directory([
          { aid: CREDIT, priority: 2 },
          { aid: DEBIT, priority: 1 },
        ]),
        `01,02 ${NONE_LEFT}`,
      ],
      [
        "no priority behind 15",
        directory([{ aid: CREDIT }, { aid: DEBIT, priority: 15 }]),
        `01,02 ${NONE_LEFT}`,
      ],
      [
        "equal ones in the card's order",
        directory([
          { aid: CREDIT, priority: 1 },
          { aid: DEBIT, priority: 1 },
        ]),
        `02,01 ${NONE_LEFT}`,
      ],
      ["an AID twice is tried once", directory([{ aid: DEBIT }, { aid: DEBIT }]), `01 ${NONE_LEFT}`],
      ["an AID of another scheme", directory([{ aid: "A0000000031010" }]), NONE_LEFT],
      ["an entry for another kernel", directory([{ aid: DEBIT, kernel: "03" }]), NONE_LEFT],
      ["an entry for this kernel", directory([{ aid: DEBIT, kernel: "07" }]), `01 ${NONE_LEFT}`],
      ["kernel 0 is the scheme's own", directory([{ aid: DEBIT, kernel: "00" }]), `01 ${NONE_LEFT}`],
      [
        "an exact AID of the terminal",
        directory([{ aid: DEBIT }], "6A82", [
          { ...PARAMETERS, application: { ...APPLICATION, partialMatch: false } },
        ]),
        NONE_LEFT,
      ],
      ["6A81 to the PPSE: blocked card", directory("6A81"), "ended cardBlocked"],
      ["6A82 to the PPSE", directory("6A82"), NONE_LEFT],
      ["a directory that is no TLV list", directory("6FFF9000"), NONE_LEFT],
      ["every application is blocked", directory([{ aid: DEBIT }], "6283"), "01 ended applicationBlocked"],
      ["no status word", directory("90"), UNUSABLE],
    ]),
    rule("GET PROCESSING OPTIONS: status words", "JR/T 0025.12; emv-pboc 16.3", statusRows),
    rule("GET PROCESSING OPTIONS: data", "JR/T 0025.12; emv-pboc 16.3", [
      ...optionRows,
      ["format 1", answering(3, response("80067C00080101009000")), "tryAnotherInterface notQpboc"],
      ["no data", answering(3, response("9000")), UNUSABLE],
      [
        "bytes behind the template",
        answering(3, response(`77${toHex(Uint8Array.of(WHOLE.length / 2))}${WHOLE}80009000`)),
        UNUSABLE,
      ],
      [
        "a TC although an ARQC was asked for",
        answering(3, optionsOf(WHOLE.replace("A0000001", "90000001")), 20_001n),
        "ended wouldNotGoOnline",
      ],
      [
        "an ARQC without a line",
        answering(3, optionsOf(WHOLE), 5_000n, OFFLINE_ONLY),
        "declined cannotGoOnline",
      ],
      [
        "the CTQ excludes cash",
        answering(3, optionsOf(`${WHOLE}9F6C020400`), 5_000n, { transactionType: 0x01 }),
        "tryAnotherInterface cashNotAllowed",
      ],
      [
        "the CTQ excludes cashback",
        answering(3, optionsOf(`${WHOLE}9F6C020200`), 5_000n, { transactionType: 0x09, cashbackFen: 100n }),
        "tryAnotherInterface cashNotAllowed",
      ],
      ["the CTQ excludes cash, and it is a purchase", answering(3, optionsOf(`${WHOLE}9F6C020400`)), ONLINE],
    ]),
    rule("the card leaves, or is not alone", "emv-pboc 16.5", interruptionRows),
    rule("the fewest commands", "emv-pboc 16.3", [
      ["online: three", commandsOf("tap-credit", 5_000n), "SELECT PPSE, SELECT, GPO"],
      [
        "offline: three, and each record once",
        () => String(tap(tapCard("tap-debit"), runContactless(input(5_000n))).commands.length),
        "8",
      ],
    ]),
    rule("offline approval by fDDA", "JR/T 0025.12; emv-pboc 16.5", [
      ["version 01", tapped("tap-debit", 5_000n), "approvedOffline none TC"],
      [
        "version 01 with a long key, signed in a record",
        tapped("tap-long-key", 5_000n),
        "approvedOffline none TC",
      ],
      ["version 00 of a card before PBOC 3.0", tapped("tap-old", 5_000n), "approvedOffline none TC"],
      [
        "version 00 of a card that must sign version 01",
        tapped("tap-downgraded", 5_000n),
        "declined odaFailed TC",
      ],
      [
        "SM2",
        tapped("tap-sm", 5_000n, withKeys([...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY])),
        "approvedOffline none TC",
      ],
      [
        "SM2 without an SM2 key",
        tapped("tap-sm", 5_000n, withKeys(TEST_CA_PUBLIC_KEYS)),
        "declined odaFailed TC",
      ],
      ["no CA key", tapped("tap-debit", 5_000n, withKeys([])), "declined odaFailed TC"],
      [
        "no CA key, and the CTQ asks to go online",
        tapped("tap-asks-online", 5_000n, withKeys([])),
        "onlineRequested odaFailed none TC",
      ],
      [
        "no CA key, the CTQ asks to go online, and there is no line",
        tapped("tap-asks-online", 5_000n, { ...OFFLINE_ONLY, caKeys: [] }),
        "declined odaFailed TC",
      ],
      [
        "no CA key, and the CTQ asks for the contacts",
        tapped("tap-asks-contact", 5_000n, withKeys([])),
        "tryAnotherInterface odaFailed",
      ],
      [
        "a signature with one bit changed on its way",
        tapped("tap-debit", 5_000n, {}, {}, { change: damaged(3) }),
        "declined odaFailed TC",
      ],
      [
        "the exception file",
        tapped("tap-debit", 5_000n, {}, {}, { listed: true }),
        "declined onExceptionFile TC",
      ],
      ["expired", tapped("tap-expired", 5_000n), "declined expired TC"],
      [
        "expired, and the CTQ asks to go online",
        tapped("tap-expired-online", 5_000n),
        "onlineRequested expired none TC",
      ],
      [
        "expired, the CTQ asks to go online, and there is no line",
        tapped("tap-expired-online", 5_000n, OFFLINE_ONLY),
        "declined expired TC",
      ],
    ]),
    rule("online", "JR/T 0025.12; emv-pboc 16.3", [
      ["a card without electronic cash", tapped("tap-credit", 5_000n), "onlineRequested cardAsked none ARQC"],
      ["above the floor limit", tapped("tap-debit", 20_001n), "onlineRequested cardAsked onlinePin ARQC"],
      [
        "forced online, and the card approves by itself",
        tapped("tap-disobedient", 5_000n, { forceOnline: true }),
        "ended wouldNotGoOnline",
      ],
      [
        "a card that refuses the antenna",
        tapped("tap-refuses", 5_000n),
        "tryAnotherInterface conditionsNotSatisfied",
      ],
      ["a phone whose owner has not confirmed", tapped("phone", 15_000n), "seePhone"],
    ]),
    rule("CVM by the CTQ", "JR/T 0025.12; emv-pboc 16.4", [
      ["none is required, no CTQ", cvm("26004080", undefined, true), NO_CVM],
      ["required, no CTQ: signature", cvm(CVM, undefined, true), SIGNATURE],
      ["required, no CTQ, no signature", cvm("24404080", undefined, true), DECLINED],
      ["a CTQ of one byte counts as none", cvm(CVM, "80", true), SIGNATURE],
      ["online PIN", cvm(CVM, "8000", true), PIN],
      ["online PIN comes before signature", cvm(CVM, "C000", true), PIN],
      ["online PIN comes before the device's", cvm(CVM, "8080", true), PIN],
      ["online PIN, and no pad", cvm("22404080", "8000", true), DECLINED],
      ["online PIN or signature, and no pad", cvm("22404080", "C000", true), SIGNATURE],
      ["online PIN, and it is decided offline", cvm(CVM, "8000", false), DECLINED],
      ["signature, offline", cvm(CVM, "4000", false), SIGNATURE],
      ["signature, and no paper", cvm("24404080", "4000", false), DECLINED],
      ["the CTQ asks for a signature though none is required", cvm("26004080", "4000", true), SIGNATURE],
      ["the CTQ asks for nothing, and one is required", cvm(CVM, "0000", true), DECLINED],
      ["device, online, without 9F69", cvm(CVM, "0080", true), DEVICE],
      ["device, online, 9F69 agrees", cvm(CVM, "0080", true, { relatedData: "0111223344008000" }), DEVICE],
      [
        "device, online, 9F69 contradicts",
        cvm(CVM, "0080", true, { relatedData: "0111223344000000" }),
        "deviceCvmNotProven",
      ],
      ["device, offline, signed", cvm(CVM, "0080", false, { fastDda: SIGNED }), DEVICE],
      [
        "device, offline, another CTQ signed",
        cvm(CVM, "0080", false, { fastDda: { version: 1, signedQualifiers: fromHex("0000") } }),
        "deviceCvmNotProven",
      ],
      [
        "device, offline, version 00 signs no CTQ",
        cvm(CVM, "0080", false, { fastDda: { version: 0 } }),
        "deviceCvmNotProven",
      ],
      ["small amount, granted, online", cvm(CVM, "8000", true, { noCvmBelowFen: 15_001n }), NO_CVM],
      ["the sum that is granted itself", cvm(CVM, "8000", true, { noCvmBelowFen: 15_000n }), PIN],
      [
        "small amount, granted, offline: the grant is for online only",
        cvm(CVM, "4000", false, { noCvmBelowFen: 100_000n }),
        SIGNATURE,
      ],
    ]),
    rule("torn, and the same card again", "emv-pboc 16.5", [
      ["the last record was taken: paid", torn(8, "after"), "torn lastRecord, approvedOffline"],
      [
        "the last record never reached the card: nothing was taken",
        torn(8, "before"),
        "torn lastRecord, notTaken",
      ],
      ["before the last record: nothing was taken", torn(6, "after"), "torn beforeLastRecord, notTaken"],
      ["before the cryptogram: simply again", torn(3, "before"), "presentAgain"],
      ["another card", torn(8, "after", () => tapCard("tap-credit")), "torn lastRecord, otherCard"],
      [
        "a card that takes the money early: a person",
        torn(6, "after", undefined, "tap-early"),
        "torn beforeLastRecord, needsPerson dataIncomplete",
      ],
      [
        "the exception file names it meanwhile: a person",
        torn(8, "after", undefined, "tap-debit", true),
        "torn lastRecord, needsPerson onExceptionFile",
      ],
    ]),
  ],
  [
    {
      rule: "magnetic stripe mode (MSD)",
      clause: "JR/T 0025.12",
      why: "not claimed in 9F66: China closed it",
    },
    {
      rule: "full contactless PBOC (the contact conversation over the antenna)",
      clause: "JR/T 0025.12",
      why: "not claimed in 9F66; such a card is sent to its contacts",
    },
    {
      rule: "issuer update processing (scripts by a second tap)",
      clause: "emv-pboc 16.1",
      why: "not claimed in 9F66",
    },
    {
      rule: "fees by segment and time (CAPP): rules of price and pre-authorisation",
      clause: "JR/T 0025.14; emv-pboc 16.7",
      why: "DF60 to DF63 are passed through; the rules are an operator's and not published",
    },
    { rule: "relay resistance", clause: "EMV Contactless Book C-2", why: "no part of qPBOC" },
  ],
);
