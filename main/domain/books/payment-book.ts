import type { TerminalEvent } from "../event.ts";
import type { PaymentId, SaleId } from "../ids.ts";
import { sumFen } from "../money.ts";
import { sixDigits } from "../text/six-digits.ts";
import { type Account, accountCode } from "./account.ts";
import type { Draughted } from "./draughted.ts";
import { type Posting, transfer } from "./entry.ts";
import type { SaleBook } from "./sale-book.ts";

type Of<T extends TerminalEvent["type"]> = Extract<TerminalEvent, { type: T }>;

/** A payment of which another row may still tell. */
type OpenPayment = {
  readonly kind: Of<"paymentStarted">["kind"];
  readonly amountFen: bigint;
  readonly host: string;
  readonly tid: string;
  readonly batchNumber: number;
  readonly stan: number;
  readonly saleId?: SaleId;
  readonly voids?: PaymentId;
  /** Of a load. */
  readonly from?: Of<"paymentStarted">["from"];
  /** Where its money is claimed, once it is approved. */
  claim?: Account;
  /** What stands under unknown outcomes because of it; a void turns it round. */
  unknownFen: bigint;
  /** What the host refused of it. */
  refusedFen: bigint;
};

type Batch = Map<string, { readonly account: Account; amountFen: bigint }>;

/**
 * Card payments, uploads and settlements. Holds payments until no row can move their money any more, what each open batch
 * claims by account, and which payments of open batches were electronic cash (their voids go to the same account).
 */
export class PaymentBook {
  readonly #open = new Map<PaymentId, OpenPayment>();
  readonly #batches = new Map<string, Batch>();
  readonly #electronicCash = new Map<string, Set<PaymentId>>();

  batchNetFen(tid: string, batchNumber: number): bigint {
    const claims = this.#batches.get(batchKey(tid, batchNumber)) ?? new Map();
    return sumFen([...claims.values()].map(({ amountFen }) => amountFen));
  }

  draught(event: TerminalEvent, sales: SaleBook): Draughted | undefined {
    switch (event.type) {
      case "paymentStarted":
        this.#open.set(event.paymentId, openPayment(event));
        return undefined;
      case "paymentApproved":
        return this.#approved(event, sales);
      case "paymentDeclined":
      case "paymentEnded":
        this.#open.delete(event.paymentId);
        return undefined;
      case "outcomeUnknown":
      case "cardRefusedAfterApproval":
      case "tornUnresolved":
        return this.#unknown(event.paymentId, 1n);
      case "reversalAcknowledged":
        return this.#reversed(event.paymentId);
      case "writtenOff":
        return this.#writtenOff(event);
      case "uploadsAnswered":
        return this.#uploaded(event);
      case "batchEnded":
        return this.#settled(event);
      default:
        return undefined;
    }
  }

  #approved(event: Of<"paymentApproved">, sales: SaleBook): Draughted {
    const payment = this.#open.get(event.paymentId);
    if (payment === undefined) return UNKNOWN_PAYMENT;
    if (payment.kind === "load") return this.#loaded(event, payment);
    const { kind, amountFen, saleId } = payment;
    const signedFen = kind === "void" ? -amountFen : amountFen;
    const claim = this.#claimOf(event, payment);
    // Only uploads and write-offs can still say something about an approved payment.
    if (event.offline) payment.claim = claim;
    else this.#open.delete(event.paymentId);
    if (saleId !== undefined) sales.paidByCard(saleId, signedFen);
    this.#claim(payment, claim, signedFen);
    return {
      reference: referenceOf(payment),
      postings: transfer(signedFen, { kind: "customers" }, claim),
    };
  }

  /** Cash for a load lies in the drawer and belongs to the bank; other loads move nothing of the shop's. */
  #loaded(event: Of<"paymentApproved">, payment: OpenPayment): Draughted {
    const { amountFen, from, host } = payment;
    const owed: Account = { kind: "loadsPayable", host };
    const isCash = from === "cash";
    if (isCash) this.#claim(payment, owed, -amountFen);
    const isUnclear = event.load?.outcome === "unclear";
    if (isUnclear) payment.unknownFen = amountFen;
    else this.#open.delete(event.paymentId);
    return {
      reference: referenceOf(payment),
      postings: [
        ...(isCash ? transfer(amountFen, owed, { kind: "cashDrawer" }) : []),
        ...(isUnclear ? memo(payment, amountFen) : []),
      ],
    };
  }

  #claimOf(event: Of<"paymentApproved">, { host, tid, batchNumber, voids }: OpenPayment): Account {
    const key = batchKey(tid, batchNumber);
    const ofBatch = this.#electronicCash.get(key) ?? new Set();
    const isCash = voids === undefined ? isElectronicCash(event) : ofBatch.has(voids);
    if (!isCash) return { kind: "cardReceivable", host };
    if (voids === undefined) this.#electronicCash.set(key, ofBatch.add(event.paymentId));
    return { kind: "electronicCashReceivable", host };
  }

  #claim({ tid, batchNumber }: OpenPayment, account: Account, amountFen: bigint): void {
    const key = batchKey(tid, batchNumber);
    const batch: Batch = this.#batches.get(key) ?? new Map();
    const code = accountCode(account);
    const held = batch.get(code) ?? { account, amountFen: 0n };
    held.amountFen += amountFen;
    batch.set(code, held);
    this.#batches.set(key, batch);
  }

  /** Something was sent (a void: was to be handed back), and nobody knows whether it was charged. */
  #unknown(id: PaymentId, sign: 1n | -1n): Draughted {
    const payment = this.#open.get(id);
    if (payment === undefined) return UNKNOWN_PAYMENT;
    const { kind, amountFen } = payment;
    const unknownFen = sign === 1n ? (kind === "void" ? -amountFen : amountFen) : -payment.unknownFen;
    payment.unknownFen += unknownFen;
    return { reference: referenceOf(payment), postings: memo(payment, unknownFen) };
  }

  #reversed(id: PaymentId): Draughted {
    const draughted = this.#unknown(id, -1n);
    this.#open.delete(id);
    return draughted;
  }

  /** Given up: what the host refused becomes a loss, and what was unknown is no longer followed up. */
  #writtenOff({ paymentId, number, what }: Of<"writtenOff">): Draughted {
    const reference = `write-off ${number}`;
    const payment = this.#open.get(paymentId);
    // A notice moves no money, so nothing about its payment needs to be open here.
    if (payment === undefined) {
      const contradiction = what === "scriptNoticeRefused" ? {} : UNKNOWN_PAYMENT;
      return { ...contradiction, reference, postings: [] };
    }
    this.#open.delete(paymentId);
    const { refusedFen, unknownFen, host } = payment;
    return {
      reference,
      postings: [
        ...transfer(refusedFen, { kind: "refusedByHost", host }, { kind: "writtenOff" }),
        ...memo(payment, -unknownFen),
      ],
    };
  }

  #uploaded(event: Of<"uploadsAnswered">): Draughted | undefined {
    const postings: Posting[] = [];
    const references: string[] = [];
    let isUnknown = false;
    for (const { paymentId, end } of event.results) {
      if (end !== "acknowledged" && end !== "refused") continue;
      const payment = this.#open.get(paymentId);
      if (payment?.claim === undefined) {
        isUnknown = true;
        continue;
      }
      if (end === "acknowledged") {
        this.#open.delete(paymentId);
        continue;
      }
      const { amountFen, host, claim } = payment;
      payment.refusedFen = amountFen;
      this.#claim(payment, claim, -amountFen);
      postings.push(...transfer(amountFen, claim, { kind: "refusedByHost", host }));
      references.push(referenceOf(payment));
    }
    if (isUnknown) return { ...UNKNOWN_PAYMENT, postings };
    return postings.length === 0 ? undefined : { reference: references.join(", "), postings };
  }

  /** The batch is closed on both sides: what it claimed is paid out by the host. */
  #settled({ tid, batchNumber }: Of<"batchEnded">): Draughted {
    const key = batchKey(tid, batchNumber);
    const claims = [...(this.#batches.get(key)?.values() ?? [])];
    this.#batches.delete(key);
    this.#electronicCash.delete(key);
    return {
      reference: `batch ${sixDigits(batchNumber)} of ${tid}`,
      postings: claims.flatMap(({ account, amountFen }) => transfer(amountFen, account, settledOf(account))),
    };
  }
}

const UNKNOWN_PAYMENT: Draughted = {
  reference: "",
  postings: [],
  contradiction: { kind: "paymentUnknown" },
};

function openPayment(event: Of<"paymentStarted">): OpenPayment {
  const { kind, amountFen, tid, mid, batchNumber, stan, saleId, voids, from } = event;
  return {
    ...{ kind, amountFen, tid, batchNumber, stan },
    host: `${tid}/${mid}`,
    ...(saleId === undefined ? {} : { saleId }),
    ...(from === undefined ? {} : { from }),
    ...(voids === undefined ? {} : { voids }),
    unknownFen: 0n,
    refusedFen: 0n,
  };
}

/** The card itself has paid: its balance is in the row. */
function isElectronicCash(event: Of<"paymentApproved">): boolean {
  return event.offline && event.cashBalance !== undefined;
}

function memo({ host }: OpenPayment, amountFen: bigint): Posting[] {
  return transfer(amountFen, { kind: "unknownOutcomeContra" }, { kind: "unknownOutcome", host });
}

function settledOf(claim: Account): Account {
  return { kind: "settledWithHost", host: "host" in claim ? claim.host : "" };
}

function batchKey(tid: string, batchNumber: number): string {
  return `${tid}:${batchNumber}`;
}

function referenceOf({ stan, batchNumber }: OpenPayment): string {
  return `STAN ${sixDigits(stan)} batch ${sixDigits(batchNumber)}`;
}
