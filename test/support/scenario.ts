import type { BusinessTime } from "../../main/domain/business-time.ts";
import type { Item } from "../../main/domain/catalogue/item.ts";
import type { Command } from "../../main/domain/command.ts";
import { decideCommand, decideObservation } from "../../main/domain/decide.ts";
import { Draft } from "../../main/domain/draft.ts";
import type { Effect } from "../../main/domain/effect.ts";
import type { TerminalEvent } from "../../main/domain/event.ts";
import { type PaymentId, paymentId, type SaleId, saleId, shiftId } from "../../main/domain/ids.ts";
import type { ExchangeOutcome, HostAnswer } from "../../main/domain/payment/exchange.ts";
import type { CardEnd, Observation } from "../../main/domain/payment/observation.ts";
import type { JournaledCard, JournaledCryptogram } from "../../main/domain/payment/state.ts";
import type { Refusal } from "../../main/domain/refusal.ts";
import type { Result } from "../../main/domain/result.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import { currentBatch, emptyWorld, paymentOf, saleOf, type World } from "../../main/domain/world.ts";

/** A terminal of pure decisions: no device, no store. For tests of the rules themselves. */
export class Scenario {
  world: World = emptyWorld();
  now: BusinessTime = { epochMs: Date.UTC(2026, 10, 23, 6, 5, 3), utcOffsetMinutes: 480 };
  hasPrinter = true;
  readonly events: TerminalEvent[] = [];
  effects: Effect[] = [];
  #ids = 0;

  constructor(config: TerminalConfig = sampleConfig()) {
    this.do({ kind: "configureTerminal", config });
    this.do({ kind: "addOperator", name: "li", role: "owner", credentialDigest: "d1" });
  }

  /** Submits commands as one decision; effects of the decision replace the last ones. */
  submit(...commands: Command[]): Result<void, Refusal> {
    const draft = this.#draft();
    for (const command of commands) {
      const decided = decideCommand(draft, command);
      if (!decided.ok) return decided;
    }
    this.#take(draft);
    return { ok: true, value: undefined };
  }

  /** Like {@link submit}, for what must be done. */
  do(...commands: Command[]): this {
    const done = this.submit(...commands);
    if (!done.ok)
      throw new Error(
        `refused: ${JSON.stringify(done.fault, (_, v) => (typeof v === "bigint" ? `${v}` : v))}`,
      );
    return this;
  }

  see(seen: Observation): this {
    const draft = this.#draft();
    decideObservation(draft, seen);
    this.#take(draft);
    return this;
  }

  #draft(): Draft {
    return new Draft(this.world, { now: this.now, hasPrinter: this.hasPrinter });
  }

  #take(draft: Draft): void {
    this.world = draft.world;
    this.events.push(...draft.events);
    this.effects = draft.effects;
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  openShift(floatFen = 10_000n): this {
    return this.do({ kind: "openShift", shiftId: shiftId(this.id()), operator: "li", floatFen });
  }

  signIn(batchNumber?: number): this {
    const result = { signedIn: true, macKeyKcv: "01020304" } as const;
    this.see({ kind: "stanNeeded", purpose: "signIn" });
    return this.see({
      kind: "signInFinished",
      result: batchNumber === undefined ? result : { ...result, batchNumber },
    });
  }

  openSale(...items: readonly (readonly [Item, number])[]): SaleId {
    const id = saleId(this.id());
    this.do(
      { kind: "openSale", saleId: id, operator: "li" },
      ...items.map(
        ([item, quantityMilli]) => ({ kind: "addLine", saleId: id, item, quantityMilli }) as const,
      ),
    );
    return id;
  }

  payCash(sale: SaleId, givenFen: bigint): this {
    return this.do({ kind: "tenderCash", saleId: sale, givenFen });
  }

  startPayment(sale: SaleId, amountFen?: bigint): PaymentId {
    const id = paymentId(this.id());
    const command = { kind: "startPayment", paymentId: id, saleId: sale, operator: "li" } as const;
    this.do(amountFen === undefined ? command : { ...command, amountFen });
    return id;
  }

  /** Card read, armed, sent, answered, completed: a card sale as it should be. */
  payCard(sale: SaleId, amountFen?: bigint): PaymentId {
    const id = this.startPayment(sale, amountFen);
    this.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "95050000000000" });
    this.see({ kind: "exchangeFinished", paymentId: id, outcome: approved() });
    return this.finishCard(id, approvedCard());
  }

  /** A card that approved by itself: nothing was sent. */
  payOffline(sale: SaleId, amountFen?: bigint): PaymentId {
    const id = this.startPayment(sale, amountFen);
    return this.finishCard(id, { ...approvedCard(), offline: true } as CardEnd);
  }

  /** Moves the business clock. */
  later(ms: number): this {
    this.now = { ...this.now, epochMs: this.now.epochMs + ms };
    return this;
  }

  finishCard(id: PaymentId, end: CardEnd): PaymentId {
    this.see({ kind: "cardFinished", paymentId: id, end });
    return id;
  }

  sale(id: SaleId) {
    return saleOf(this.world, id);
  }

  payment(id: PaymentId) {
    return paymentOf(this.world, id);
  }

  batch() {
    const batch = currentBatch(this.world);
    if (batch === undefined) throw new Error("no batch");
    return batch;
  }
}

export const TEA: Item = {
  code: "6901010101098",
  nameZh: "龙井茶 50克",
  nameEn: "Longjing tea 50 g",
  priceFen: 1234n,
  vatRatePercent: 13,
  unit: "piece",
};

export const APPLES: Item = {
  code: "2000010000008",
  nameZh: "苹果",
  nameEn: "Apples",
  priceFen: 1280n,
  vatRatePercent: 9,
  unit: "kilogram",
};

export function sampleCard(): JournaledCard {
  return {
    maskedPan: "622848******0011",
    sealedDigest: "aa".repeat(32),
    entryMode: "contactChip",
    aid: "A000000333010101",
    label: "PBOC DEBIT",
    pinEntered: true,
  };
}

export function sampleCryptogram(cryptogramType: "TC" | "AAC" = "TC"): JournaledCryptogram {
  return {
    cryptogramType,
    applicationCryptogram: "0102030405060708",
    atc: 1,
    tvr: "0000000000",
    tsi: "E800",
    cvmResults: "020300",
    authorisationResponseCode: "00",
  };
}

export function approvedCard(signatureRequired = false): CardEnd {
  return {
    kind: "approved",
    offline: false,
    signatureRequired,
    cryptogram: sampleCryptogram(),
    card: sampleCard(),
    iccData: "",
  };
}

export function declinedCard(): CardEnd {
  return { kind: "declined", cryptogram: sampleCryptogram("AAC"), card: sampleCard() };
}

export function answer(responseCode: string, extra: Partial<HostAnswer> = {}): HostAnswer {
  return { responseCode, processingRequirement: 0, mac: "valid", ...extra };
}

export function approved(): ExchangeOutcome {
  const extra = { rrn: "000000000042", approvalCode: "A1B2C3", hostDate: "1123", hostTime: "140504" };
  return { outcome: "approved", answer: answer("00", extra) };
}

export function declined(responseCode: string, mac: "valid" | "absent" = "absent"): ExchangeOutcome {
  return { outcome: "declined", answer: answer(responseCode, { mac }) };
}

export const timedOut: ExchangeOutcome = { outcome: "unknown", fault: { kind: "timedOut" } };

export const notSent: ExchangeOutcome = {
  outcome: "notSent",
  fault: { kind: "connectionRefused", detail: "" },
};

export function sampleConfig(change: Partial<TerminalConfig> = {}): TerminalConfig {
  return {
    shop: { nameZh: "村口小店", nameEn: "Village Corner Shop" },
    language: "en",
    timeZone: "Asia/Shanghai",
    cashRounding: { stepFen: 10n, mode: "down" },
    limits: { saleMaxFen: 5_000_000n, sameCardWindowMs: 300_000 },
    acquirer: {
      name: "test",
      tid: "10000001",
      mid: "103290070110001",
      host: "127.0.0.1",
      port: 1,
      tpdu: "6000030000",
      header: "603100310100",
      connectTimeoutMs: 1000,
      replyTimeoutMs: 1000,
      lingerMs: 0,
      macAlgorithm: "cup-ecb",
      keyScheme: "003",
      networkLicence: "3150",
      deviceSerial: "JINKA001",
      declineWithoutMacAccepted: true,
      voidNeedsCard: true,
      reversal: {
        notFoundGraceMs: 60_000,
        refusalCountMax: 3,
        code12Ends: false,
        endsWithoutMac: false,
        retryDelayMs: 1000,
      },
    },
    emv: {
      countryCode: 156,
      currencyCode: 156,
      currencyExponent: 2,
      merchantCategoryCode: "5411",
      ifdSerialNumber: "JINKA001",
      terminalType: "22",
      additionalTerminalCapabilities: "6000F0A001",
      applications: [],
      caKeys: [],
    },
    devices: {},
    ...change,
  };
}
