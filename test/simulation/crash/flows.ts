import type { Terminal } from "../../../main/application/terminal.ts";
import type { Command } from "../../../main/domain/command.ts";
import { saleId } from "../../../main/domain/ids.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { must } from "../../support/journal.ts";

/** What a till does while it is killed at every moment of it. Each begins on a copy of the same books. */
export type Flow = {
  readonly name: FlowName;
  /** Whether a card is in the reader. */
  readonly hasCard: boolean;
  /** Whether the terminal has signed in before; if not, the flow's first card does it. */
  readonly isSignedIn: boolean;
  /** What the host does wrong. */
  readonly behaviour: readonly BehaviourRule[];
  /** Brings the books to where the flow begins, in a process that is not killed. */
  prepare(terminal: Terminal): Promise<void>;
  run(terminal: Terminal): Promise<void>;
};

export type FlowName = "cardSale" | "splitSale" | "void" | "reversal" | "shiftClose";

const OPERATOR = "li";

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

const nothing = async () => undefined;

export const FLOWS: Readonly<Record<FlowName, Flow>> = {
  cardSale: {
    name: "cardSale",
    hasCard: true,
    isSignedIn: false,
    behaviour: [],
    prepare: nothing,
    run: (terminal) => sellByCard(terminal, "sale-1", 2350n),
  },
  splitSale: {
    name: "splitSale",
    hasCard: true,
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
    hasCard: true,
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
    hasCard: true,
    isSignedIn: true,
    behaviour: [{ on: "sale", nth: 1, do: "loseAnswer" }],
    prepare: nothing,
    run: (terminal) => sellByCard(terminal, "sale-1", 2350n),
  },
  shiftClose: {
    name: "shiftClose",
    hasCard: false,
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
};
