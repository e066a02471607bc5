import type { Terminal } from "../../../main/application/terminal.ts";
import type { Command } from "../../../main/domain/command.ts";
import { saleId } from "../../../main/domain/ids.ts";
import type { LoadSource } from "../../../main/domain/payment/exchange.ts";
import { currentBatch } from "../../../main/domain/world.ts";
import type { CardInterface } from "../../../main/ports/card-reader.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { must } from "../../support/journal.ts";
import { isClearingPoint, isNoReadAtAll, isNoRepeatedRead, isUploadPoint, type Point } from "./points.ts";
import type { MessagePoint } from "./relay.ts";

/** What a till does while it is killed at every moment of it. Each begins on a copy of the same books. */
export type Flow = {
  readonly name: FlowName;
  /** The card in the reader while it runs. */
  readonly card?: CardName;
  /** The card in the field. Torn: it leaves when it has taken the money and nobody has heard of it, and comes again. */
  readonly tap?: { readonly card: CardName; readonly isTorn?: true };
  /** A card is drawn through the slot for stripes when the till waits for one. */
  readonly swipes?: true;
  /** Whether the terminal has signed in before; if not, the flow's first card does it. */
  readonly isSignedIn: boolean;
  /** Whether small amounts may be approved without the host. */
  readonly approvesOffline?: boolean;
  /** What the host does wrong. */
  readonly behaviour: readonly BehaviourRule[];
  /** What the host refuses as too much (code 61). */
  readonly hostSaleLimitFen?: bigint;
  /** Brings the books to where the flow begins, in a process that is not killed. */
  prepare(terminal: Terminal, present: Present): Promise<void>;
  /** Then a till that ran another flow has died on them at this moment. */
  readonly leftBy?: { readonly flow: FlowName; readonly point: MessagePoint };
  run(terminal: Terminal): Promise<void>;
  /** Which of its moments are swept; all when absent. */
  readonly isSwept?: (point: Point) => boolean;
  /** What people do after the restart; gives what did not go as it should. Nothing when absent. */
  resume?(terminal: Terminal): Promise<string[]>;
  /** Whether the batch is settled at the end of it, and how. */
  readonly settles?: "balanced" | "unbalanced";
};

export type CardName = "debit" | "debit-offline" | "dual-interface" | "purse" | "tap-debit" | "tap-credit";

/** Puts a card into the slot, or holds it to the field, and takes the one before away. */
export type Present = (card: CardName, side?: CardInterface) => void;

export type FlowName =
  | "cardSale"
  | "splitSale"
  | "void"
  | "reversal"
  | "shiftClose"
  | "offlineSale"
  | "upload"
  | "settlement"
  | "unbalancedSettlement"
  | "loadFromAccount"
  | "loadForCash"
  | "loadFromOtherAccount"
  | "loadReversal"
  | "scriptNotice"
  | "recoveryInRecovery"
  | "tapOffline"
  | "tapOnline"
  | "tapWithPin"
  | "tornTap"
  | "contactCash"
  | "stripeSale"
  | "voidByTap";

const OPERATOR = "li";

const nothing = async () => undefined;

function goods(id: string, priceFen: bigint): Command[] {
  const item = {
    code: "",
    nameZh: "商品",
    nameEn: "Goods",
    priceFen,
    vatRatePercent: 13,
    unit: "piece",
  } as const;
  return [
    { kind: "openSale", saleId: saleId(id), operator: OPERATOR },
    { kind: "addLine", saleId: saleId(id), item, quantityMilli: 1000 },
  ];
}

async function sellByCard(terminal: Terminal, id: string, priceFen: bigint): Promise<void> {
  const payment = await terminal.takeCardPayment({
    saleId: saleId(id),
    operator: OPERATOR,
    before: goods(id, priceFen),
  });
  if (!payment.ok) throw new Error(`refused: ${payment.fault.kind}`);
  await terminal.idle();
}

/** So many offline approvals of one card, each of another amount. */
async function sellOffline(terminal: Terminal, amountsFen: readonly bigint[]): Promise<void> {
  for (const amountFen of amountsFen) {
    await sellByCard(terminal, `offline-${amountFen}`, amountFen);
    const sold = [...terminal.world.payments.values()].at(-1);
    if (sold?.upload?.status !== "due") throw new Error(`${amountFen} fen are not an offline approval`);
  }
}

/** Electronic cash is loaded; the notice of its script goes out by itself. */
async function load(terminal: Terminal, from: LoadSource): Promise<void> {
  must(await terminal.loadCard({ from, amountFen: 5_000n, operator: OPERATOR }));
  await terminal.idle();
}

/** More rounds than a notice ever needs with a host that answers. */
const NOTICE_ROUND_COUNT_MAX = 3;

async function tellScripts(terminal: Terminal): Promise<string[]> {
  for (let round = 1; round <= NOTICE_ROUND_COUNT_MAX && terminal.noticesDue > 0; round++)
    await terminal.dispatchOutbox();
  return terminal.noticesDue === 0 ? [] : [`${terminal.noticesDue} script notices are still due`];
}

/** One payment of a shop that has signed in, with a host that does nothing wrong. */
function paying(name: FlowName, run: Flow["run"]): Flow {
  return { ...{ name, run }, isSignedIn: true, behaviour: [], prepare: nothing, isSwept: isNoReadAtAll };
}

function loadFlow(name: FlowName, from: LoadSource, behaviour: readonly BehaviourRule[] = []): Flow {
  return {
    ...{ name, behaviour },
    card: "dual-interface",
    isSignedIn: true,
    prepare: nothing,
    run: (terminal) => load(terminal, from),
    isSwept: isNoReadAtAll,
    resume: tellScripts,
  };
}

function amountsFrom(firstFen: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => firstFen + BigInt(i));
}

async function upload(terminal: Terminal): Promise<string[]> {
  const { stillDue, stoppedBy } = await terminal.upload();
  return stoppedBy === undefined && stillDue === 0
    ? []
    : [`the upload stopped: ${stoppedBy}, ${stillDue} due`];
}

async function settle(terminal: Terminal): Promise<string[]> {
  const settled = await terminal.settle({ operator: OPERATOR });
  await terminal.idle();
  if (settled.ok) return settled.value.settled ? [] : [`the settlement stopped: ${settled.value.stoppedBy}`];
  // The batch had ended before the till died, and its successor is empty.
  const isDone =
    settled.fault.kind === "refused" &&
    settled.fault.refusal.kind === "batchEmpty" &&
    currentBatch(terminal.world)?.lastSettled !== undefined;
  return isDone ? [] : [`the settlement was refused: ${JSON.stringify(settled.fault)}`];
}

/** A batch that is frozen stays so over a restart: cards wait until it has ended. */
async function settleAfterCrash(terminal: Terminal): Promise<string[]> {
  if (currentBatch(terminal.world)?.settlement === undefined) return settle(terminal);
  const early = await terminal.takeCardPayment({
    saleId: saleId("early"),
    operator: OPERATOR,
    before: goods("early", 900n),
  });
  const waits =
    !early.ok && early.fault.kind === "refused" && early.fault.refusal.kind === "settling"
      ? []
      : ["a card was taken into a batch that is frozen"];
  return [...waits, ...(await settle(terminal))];
}

async function mustWork(problems: Promise<string[]>): Promise<void> {
  const [problem] = await problems;
  if (problem !== undefined) throw new Error(problem);
}

/** More than a group of an upload (`GROUP_COUNT` there); the third is more than the host of that flow takes. */
const UPLOAD_RECORD_COUNT = 51;
/** A card approves so many in a row without its bank; then the customer has another one like it. */
const RECORDS_OF_A_CARD = 12;
const TOO_MUCH_FEN = 5_000n;

export const FLOWS: Readonly<Record<FlowName, Flow>> = {
  cardSale: {
    name: "cardSale",
    card: "debit",
    isSignedIn: false,
    behaviour: [],
    prepare: nothing,
    run: (terminal) => sellByCard(terminal, "sale-1", 2350n),
  },
  splitSale: {
    name: "splitSale",
    card: "debit",
    isSignedIn: true,
    behaviour: [],
    prepare: nothing,
    async run(terminal) {
      const sale = saleId("sale-1");
      must(
        await terminal.submit([
          ...goods("sale-1", 2350n),
          { kind: "tenderCash", saleId: sale, givenFen: 500n },
        ]),
      );
      must(await terminal.takeCardPayment({ saleId: sale, operator: OPERATOR }));
      await terminal.idle();
    },
  },
  void: {
    name: "void",
    card: "debit",
    isSignedIn: true,
    behaviour: [],
    prepare: (terminal) => sellByCard(terminal, "sale-1", 2350n),
    async run(terminal) {
      must(await terminal.voidSale(saleId("sale-1"), OPERATOR));
      await terminal.idle();
    },
  },
  reversal: {
    name: "reversal",
    card: "debit",
    isSignedIn: true,
    behaviour: [{ on: "sale", nth: 1, do: "loseAnswer" }],
    prepare: nothing,
    run: (terminal) => sellByCard(terminal, "sale-1", 2350n),
  },
  shiftClose: {
    name: "shiftClose",
    isSignedIn: true,
    behaviour: [],
    async prepare(terminal) {
      await sellByCard(terminal, "sale-1", 2350n);
      must(
        await terminal.submit([...goods("sale-2", 1200n), { kind: "tenderCash", saleId: saleId("sale-2") }]),
      );
      await terminal.idle();
    },
    async run(terminal) {
      must(await terminal.submit([{ kind: "closeShift", operator: OPERATOR, countedFen: 11_200n }]));
      await terminal.idle();
    },
  },
  offlineSale: {
    name: "offlineSale",
    card: "debit-offline",
    isSignedIn: true,
    approvesOffline: true,
    behaviour: [],
    prepare: nothing,
    run: (terminal) => sellOffline(terminal, [2350n]),
    isSwept: isNoRepeatedRead,
    resume: upload,
  },
  upload: {
    name: "upload",
    isSignedIn: true,
    approvesOffline: true,
    behaviour: [],
    hostSaleLimitFen: TOO_MUCH_FEN - 1n,
    async prepare(terminal, insert) {
      const amounts = amountsFrom(1000n, UPLOAD_RECORD_COUNT).with(2, TOO_MUCH_FEN);
      for (let start = 0; start < amounts.length; start += RECORDS_OF_A_CARD) {
        insert("debit-offline");
        await sellOffline(terminal, amounts.slice(start, start + RECORDS_OF_A_CARD));
      }
    },
    run: (terminal) => mustWork(upload(terminal)),
    isSwept: isUploadPoint,
    resume: upload,
  },
  settlement: {
    name: "settlement",
    isSignedIn: true,
    approvesOffline: true,
    behaviour: [],
    async prepare(terminal, insert) {
      insert("debit");
      await sellByCard(terminal, "sale-1", 22_350n);
      await sellByCard(terminal, "sale-2", 21_200n);
      must(await terminal.voidSale(saleId("sale-2"), OPERATOR));
      insert("debit-offline");
      await sellOffline(terminal, [1000n]);
    },
    run: (terminal) => mustWork(settle(terminal)),
    isSwept: isClearingPoint,
    resume: settleAfterCrash,
    settles: "balanced",
  },
  unbalancedSettlement: {
    name: "unbalancedSettlement",
    isSignedIn: true,
    approvesOffline: true,
    behaviour: [{ on: "settlement", do: "wrongTotals", flag: "2" }],
    // Nine records: one more than a message of the list holds.
    async prepare(terminal, insert) {
      insert("debit");
      await sellByCard(terminal, "sale-1", 22_350n);
      must(await terminal.voidSale(saleId("sale-1"), OPERATOR));
      insert("debit-offline");
      await sellOffline(terminal, amountsFrom(1000n, 7));
      await mustWork(upload(terminal));
    },
    run: (terminal) => mustWork(settle(terminal)),
    isSwept: isClearingPoint,
    resume: settleAfterCrash,
    settles: "unbalanced",
  },
  loadFromAccount: loadFlow("loadFromAccount", "boundAccount"),
  loadForCash: loadFlow("loadForCash", "cash"),
  loadFromOtherAccount: loadFlow("loadFromOtherAccount", "otherAccount"),
  loadReversal: loadFlow("loadReversal", "cash", [{ on: "load", nth: 1, do: "loseAnswer" }]),
  scriptNotice: {
    ...loadFlow("scriptNotice", "cash", [{ on: "scriptNotice", nth: 1, do: "loseAnswer" }]),
    async run(terminal) {
      await load(terminal, "cash");
      await mustWork(tellScripts(terminal));
    },
  },
  recoveryInRecovery: {
    name: "recoveryInRecovery",
    isSignedIn: true,
    behaviour: [{ on: "reversal", nth: 1, do: "loseAnswer" }],
    prepare: nothing,
    // The host has booked the sale; the till died before the answer came, its reversal armed.
    leftBy: { flow: "reversal", point: { exchange: 1, at: "answerHeld" } },
    async run(terminal) {
      await terminal.idle();
      await terminal.dispatchOutbox();
    },
  },
  tapOffline: {
    ...paying("tapOffline", (terminal) => sellOffline(terminal, [1000n])),
    tap: { card: "tap-debit" },
    isSwept: isNoRepeatedRead,
    resume: upload,
  },
  tapOnline: {
    ...paying("tapOnline", (terminal) => sellByCard(terminal, "sale-1", 1000n)),
    tap: { card: "tap-credit" },
  },
  tapWithPin: {
    ...paying("tapWithPin", (terminal) => sellByCard(terminal, "sale-1", 150_000n)),
    tap: { card: "tap-debit" },
  },
  tornTap: {
    ...paying("tornTap", (terminal) => sellOffline(terminal, [1000n])),
    tap: { card: "tap-debit", isTorn: true },
    resume: upload,
  },
  contactCash: {
    ...paying("contactCash", (terminal) => sellOffline(terminal, [1000n])),
    card: "purse",
    resume: upload,
  },
  stripeSale: {
    ...paying("stripeSale", (terminal) => sellByCard(terminal, "sale-1", 2350n)),
    swipes: true,
  },
  voidByTap: {
    ...paying("voidByTap", async (terminal) => {
      must(await terminal.voidSale(saleId("sale-1"), OPERATOR));
      await terminal.idle();
    }),
    tap: { card: "tap-credit" },
    prepare(terminal, present) {
      present("tap-credit", "contactless");
      return sellByCard(terminal, "sale-1", 2350n);
    },
  },
};
