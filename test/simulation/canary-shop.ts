import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, onTestFinished, vi } from "vitest";
import type { CardSession } from "../../main/application/terminal-parts.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import type { StripeRule } from "../../main/domain/emv/stripe/decide-stripe.ts";
import type { RawTracks } from "../../main/domain/emv/stripe/read-tracks.ts";
import { saleIdOf } from "../../main/domain/payment/state.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { Acquirer } from "../../main/ports/acquirer.ts";
import { openKeyFile, type TerminalKeys } from "../../main/system/key-file.ts";
import { TEST_TMK_HEX } from "../../simulators/acquirer/keys.ts";
import { start } from "../../simulators/acquirer/server.ts";
import { testBank } from "../../simulators/acquirer/test-bank.ts";
import { desDecrypt } from "../../simulators/crypto/des.ts";
import { testMasterKeyComponents } from "../../simulators/dock/simulated-counter.ts";
import { TEST_ACCOUNTS } from "../../simulators/issuer/accounts-table.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { tempDir } from "../support/temp-dir.ts";
import {
  CANARY_ACCOUNT,
  canaryCard,
  canaryPurse,
  canaryStripe,
  canaryTap,
  cardSecrets,
  RIGHT_PIN,
  WRONG_PIN,
} from "./canary-card.ts";
import type { Secret } from "./canary-needles.ts";
import type { Haystack } from "./canary-search.ts";
import { type CommitCopy, WalRecorder } from "./wal-recorder.ts";

export const OPERATOR_PIN = "739204618522";
export const WRONG_OPERATOR_PIN = "660381475920";

const STRIPES: StripeRule = {
  scheme: "UnionPay",
  panPrefixes: ["62"],
  stripeAllowed: true,
  fallbackAllowed: false,
  fallbackWithinMs: 180_000,
};

const FIELD = "Field";

/** A shop whose card, PINs and keys are canaries, and everything that it lets out. */
export class CanaryShop {
  readonly home: string;
  readonly secrets: Secret[] = cardSecrets();
  /** Bytes on the printer's line, rows on paper, and what a crash report would show of live objects. */
  readonly seen: Haystack[] = [];
  shop!: Shop;
  keys!: TerminalKeys;
  /** Drawn through the slot as soon as the till waits for a card. */
  nextSwipe: RawTracks | undefined;
  readonly #recorder: WalRecorder;
  #pinBlockCount = 0;

  private constructor() {
    this.home = tempDir();
    this.#recorder = new WalRecorder(() => join(this.home, readdirSync(this.home)[0] ?? "", "data"));
  }

  static async open(): Promise<CanaryShop> {
    const canary = new CanaryShop();
    // Whatever is written to the directory for temporary files is found as well.
    for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, canary.home);
    onTestFinished(() => void vi.unstubAllEnvs());
    canary.shop = await Shop.open({
      hasStripeReader: true,
      config: (config) => ({ ...config, emv: { ...config.emv, stripeRules: [STRIPES] } }),
      interaction: {
        progress: (step) => {
          const { nextSwipe } = canary;
          if (step !== "waitingForCard" || nextSwipe === undefined) return;
          canary.nextSwipe = undefined;
          setImmediate(() => canary.shop.counter.stripe.swipe(nextSwipe));
        },
      },
      substitutes: { journal: canary.#recorder.watch, acquirer: canary.#listen },
    });
    await canary.#prepare();
    return canary;
  }

  get copies(): readonly CommitCopy[] {
    return this.#recorder.copies;
  }

  async #prepare(): Promise<void> {
    const { shop } = this;
    const { port } = shop.host;
    await shop.host.close();
    const issuer = testBank([...TEST_ACCOUNTS, CANARY_ACCOUNT]);
    shop.host = must(
      await start({ port, ledgerFile: ":memory:", seed: "canary", issuer, declinesWithMac: "reversals" }),
    );
    expect(must(await shop.terminal.signIn())).toBe(true);
    must(await shop.terminal.addOperator("wang", "manager", new Sensitive(OPERATOR_PIN), "li"));
    await shop.terminal.identify("wang", new Sensitive(OPERATOR_PIN));
    await shop.terminal.identify("wang", new Sensitive(WRONG_OPERATOR_PIN));
    shop.counter.pad.usualCustomer = { kind: "digits", pin: RIGHT_PIN };
    this.#watchPrinter();
    this.keys = must(await openKeyFile(shop)).keys;
    this.#plantKeys();
  }

  #plantKeys(): void {
    const { databaseKey, panSealKey, lookupKey, secureModuleKey } = this.keys;
    const [first, second] = testMasterKeyComponents();
    this.secrets.push(
      { name: "operator PIN", text: OPERATOR_PIN },
      { name: "wrong operator PIN", text: WRONG_OPERATOR_PIN },
      { name: "master key", bytes: fromHex(TEST_TMK_HEX) },
      { name: "master key component 1", bytes: first.reveal() },
      { name: "master key component 2", bytes: second.reveal() },
      ...this.keyFileSecrets(),
    );
    for (const key of [databaseKey, panSealKey, lookupKey, secureModuleKey]) {
      expect(key.reveal()).toHaveLength(32);
    }
  }

  /** The secrets that have one place where they belong: the key file. */
  keyFileSecrets(): Secret[] {
    const { databaseKey, panSealKey, lookupKey, secureModuleKey } = this.keys;
    return [
      { name: "database key", bytes: databaseKey.reveal() },
      { name: "seal key", bytes: panSealKey.reveal() },
      { name: "look-up key", bytes: lookupKey.reveal() },
      { name: "module key", bytes: secureModuleKey.reveal() },
    ];
  }

  #watchPrinter(): void {
    const { printer } = this.shop.counter;
    const receive = printer.receive.bind(printer);
    const bytes: Uint8Array[] = [];
    const haystack = { place: "printer line", bytes: Buffer.alloc(0) };
    this.seen.push(haystack);
    printer.receive = (chunk) => {
      bytes.push(chunk.slice());
      haystack.bytes = Buffer.concat(bytes);
      receive(chunk);
    };
    printer.onEvent((event) => {
      if (event.kind !== "piece") return;
      const text = event.piece.textRows.join("\n");
      this.seen.push({ place: "paper", bytes: Buffer.from(text) });
    });
  }

  /** Learns the secrets that are made on the way, and looks at the live objects in the middle of an exchange. */
  readonly #listen = (acquirer: Acquirer): Acquirer => ({
    exchange: async (request) => {
      if (request.kind === "sale" && request.pinBlock !== undefined) {
        this.#pinBlockCount += 1;
        const name = `enciphered PIN block ${this.#pinBlockCount}`;
        this.secrets.push({ name, bytes: request.pinBlock.reveal() });
      }
      this.#inspect(request.kind);
      const outcome = await acquirer.exchange(request);
      if (outcome.outcome === "approved" && outcome.answer.workingKeys !== undefined) {
        for (const name of ["pinKey", "macKey"] as const) {
          const clear = desDecrypt(fromHex(TEST_TMK_HEX), outcome.answer.workingKeys[name].cryptogram);
          this.secrets.push({ name: `clear ${name}`, bytes: clear });
        }
      }
      return outcome;
    },
    keepLine: (work) => acquirer.keepLine(work),
    onStrayAnswer: (listener) => acquirer.onStrayAnswer(listener),
    close: () => acquirer.close(),
  });

  #inspect(kind: string): void {
    // Before the shop is open there is nothing to look at.
    const parts = (this.shop as Shop | undefined)?.terminal.parts;
    if (parts === undefined) return;
    const sessions: readonly CardSession[] = [...parts.sessions.values()];
    const objects = { sessions, world: parts.runner.world, sealer: parts.sealer, log: parts.log };
    const options = { depth: 20, maxArrayLength: null, maxStringLength: null, showHidden: true };
    const asText = JSON.stringify(sessions, (_key, value) =>
      typeof value === "bigint" ? `${value}` : value,
    );
    this.seen.push(
      { place: `live objects at ${kind}, inspected`, bytes: Buffer.from(inspect(objects, options)) },
      { place: `live objects at ${kind}, as JSON`, bytes: Buffer.from(asText) },
    );
  }

  insert(...args: Parameters<typeof canaryCard>): void {
    this.shop.counter.reader.remove();
    this.shop.counter.reader.insert(canaryCard(...args));
  }

  /** Approved, wrong PIN, declined, unknown and reversed, voided, offline, pulled, tapped and swiped; with all papers. */
  async playDay(): Promise<void> {
    const { shop } = this;
    this.insert();
    shop.counter.pad.customers.push({ kind: "digits", pin: WRONG_PIN });
    const paid = await shop.payCard(2000n);
    expect(paid).toMatchObject({ phase: "approved", card: { pinEntered: true } });
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    expect(must(await shop.terminal.voidSale(saleIdOf(paid), "li")).sale.status).toBe("voided");
    shop.host.setBehaviour([{ on: "sale", nth: 1, do: "refuse", code: "51" }]);
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "declined" });
    shop.host.setBehaviour([{ on: "sale", nth: 1, do: "loseAnswer" }]);
    expect(await shop.payCard(2002n)).toMatchObject({ verdict: "unknown" });
    await shop.terminal.idle();
    shop.host.setBehaviour([{ on: "sale", nth: 1, do: "wrongMac" }]);
    await shop.payCard(2003n);
    await shop.terminal.idle();
    for (const atCommand of [5, 12, 20]) {
      this.insert({ faults: [{ kind: "pull", atCommand, moment: "after" }] });
      await shop.payCard(2004n + BigInt(atCommand));
    }
    await this.#payOtherwise();
    this.insert();
    const { port } = shop.host;
    await shop.host.close();
    expect(await shop.payCard(2100n)).toMatchObject({ verdict: "notSent" });
    const issuer = testBank([...TEST_ACCOUNTS, CANARY_ACCOUNT]);
    shop.host = must(
      await start({ port, ledgerFile: ":memory:", seed: "canary 2", issuer, declinesWithMac: "reversals" }),
    );
    await shop.terminal.signIn();
    await shop.payCard(2101n);
    await shop.do({ kind: "reportX", operator: "li" });
    await shop.terminal.idle();
    const document =
      [...shop.terminal.world.documents.keys()][0] ?? [...(await this.#papers(saleIdOf(paid)))][0];
    if (document !== undefined) must(await shop.terminal.printAgain(document, "li"));
    await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
    await shop.terminal.idle();
    expect(shop.bugs).toEqual([]);
  }

  /** By tap, from the card itself and with PIN; from the purse in the slot; and by stripe. */
  async #payOtherwise(): Promise<void> {
    const { shop } = this;
    const { reader } = shop.counter;
    shop.host.setBehaviour([]);
    reader.remove();
    reader.plugIn(FIELD, "contactless");
    reader.insert(canaryTap(), FIELD);
    const tap = { entryMode: "contactlessChip" };
    expect(await shop.payCard(1_000n)).toMatchObject({ approvedOffline: true, card: tap });
    expect(await shop.payCard(150_000n)).toMatchObject({ phase: "approved", card: { pinEntered: true } });
    reader.unplug(FIELD);
    reader.insert(canaryPurse());
    expect(await shop.payCard(1_100n)).toMatchObject({ approvedOffline: true, cashBalance: {} });
    reader.remove();
    this.nextSwipe = canaryStripe("noChip");
    const stripe = { entryMode: "magneticStripe", pinEntered: true };
    expect(await shop.payCard(1_200n)).toMatchObject({ phase: "approved", card: stripe });
    this.nextSwipe = canaryStripe("chip");
    expect(await shop.payCard(1_300n)).toMatchObject({ phase: "ended", endReason: "useChip" });
    await shop.terminal.upload();
    await shop.terminal.idle();
  }

  async #papers(sale: Parameters<Shop["terminal"]["parts"]["journal"]["documentsOfSale"]>[0]) {
    return must(await this.shop.terminal.parts.journal.documentsOfSale(sale));
  }
}
