import type { ChainHeads } from "../domain/books/chain-heads.ts";
import type { Item } from "../domain/catalogue/item.ts";
import type { Command } from "../domain/command.ts";
import { type CommandId, type DocumentId, documentId, type PaymentId, type SaleId } from "../domain/ids.ts";
import type { ExchangeOutcome } from "../domain/payment/exchange.ts";
import { isUnderWay, type PaymentEndReason, type PaymentState } from "../domain/payment/state.ts";
import { buildCardReading } from "../domain/receipt/build-card-reading.ts";
import { paperConfig } from "../domain/receipt/heading.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { Operator, Role } from "../domain/till/state.ts";
import { currentBatch, type World } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";
import { clockBehindMs } from "./clock-behind.ts";
import type { DispatchResult } from "./dispatch-outbox.ts";
import { type DownloadedHotlist, downloadHotlist } from "./download/download-hotlist.ts";
import { type DownloadedPack, downloadParameters } from "./download/download-parameters.ts";
import type { HostDownloadFault } from "./download/host-download-fault.ts";
import type { DownloadOptions } from "./download/host-line.ts";
import { echo } from "./echo.ts";
import { EffectRunner } from "./effect-runner.ts";
import { type ExaminedCard, examineCard } from "./examine-card.ts";
import { identifyOperator, isUsablePin, sealCredential } from "./identify-operator.ts";
import { type LoadCardRequest, loadCard } from "./load-card.ts";
import { type OfflineStatus, offlineStatus } from "./offline-status.ts";
import { recoverAtStart, recoverStranded } from "./recover.ts";
import type { NotDone } from "./runner.ts";
import { type SettleOptions, type SettleResult, settle } from "./settle.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
import { type CardPaymentRequest, takeCardPayment } from "./take-payment.ts";
import type { TerminalParts } from "./terminal-parts.ts";
import { type UploadOptions, type UploadResult, uploadOffline } from "./upload.ts";
import { type VoidResult, voidSale } from "./void-sale.ts";

/** The terminal without a face: what a command line, a screen or a test may ask of it. */
export class Terminal {
  readonly parts: TerminalParts;
  /** Payments that an earlier run left in the middle, and that the start of this one has brought to an end. */
  #recovered: readonly PaymentId[] = [];
  readonly #effects: EffectRunner;

  /** `onBug` is told of a broken belief of ours: the process should stop, and `recover` decides at the next start. */
  constructor(parts: TerminalParts, onBug: (error: unknown) => void) {
    this.parts = parts;
    this.#effects = new EffectRunner(parts, onBug);
    parts.runner.runEffectsWith((effect) => this.#effects.run(effect));
    parts.acquirer?.onStrayAnswer((stray) => {
      parts.runner.observe({ kind: "strayAnswer", ...stray }).catch(onBug);
    });
  }

  get world(): World {
    return this.parts.runner.world;
  }

  /** What became of the payments that the last stop interrupted: people are told before the next one (money.md rule 8). */
  get recoveredPayments(): readonly PaymentState[] {
    return this.#recovered.flatMap((id) => this.world.payments.get(id) ?? []);
  }

  /** Brings what was under way to an end, before anybody can ask for something new. */
  async start(): Promise<Result<void, JournalFault>> {
    const { runner, log } = this.parts;
    this.#recovered = [...runner.world.payments.values()]
      .filter(isUnderWay)
      .map(({ paymentId }) => paymentId);
    const fault = await recoverAtStart(this.parts);
    if (fault !== undefined) return err(fault);
    const behindMs = await this.clockBehindMs();
    if (behindMs > 0) log.write("clockMovedBack", { behindMs });
    log.write("started", { openPayments: runner.world.payments.size });
    // Papers that are owed come out beside everything else, if the printer can.
    void this.#effects.retryPrinting();
    return ok(undefined);
  }

  /** Milliseconds by which the business clock stands behind the last row of the journal; 0 if it does not. */
  clockBehindMs(): Promise<number> {
    return clockBehindMs(this.parts);
  }

  /**
   * Carries out commands as one decision. Sales and papers that they name are loaded first; a payment that an
   * earlier fault left under way is brought to an end, so that it keeps no shift from being closed.
   */
  async submit(commands: readonly Command[], id?: CommandId): Promise<Result<World, NotDone>> {
    const { runner } = this.parts;
    const fault = await recoverStranded(this.parts);
    if (fault !== undefined) return err({ kind: "journal", fault });
    for (const command of commands) {
      const brought =
        "documentId" in command
          ? await runner.bringDocument(command.documentId)
          : "saleId" in command
            ? await runner.bringSale(command.saleId)
            : ok(true);
      if (!brought.ok) return err({ kind: "journal", fault: brought.fault });
    }
    const submitted = await runner.submit(await this.#withHeads(commands), id);
    if (submitted.ok) this.#logWriteOffs(commands);
    return submitted;
  }

  #logWriteOffs(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.kind !== "writeOff") continue;
      const payment = this.world.payments.get(command.paymentId);
      if (payment?.writtenOff === undefined) continue;
      const { stan, batchNumber, writtenOff } = payment;
      const { number, what, operator, secondOperator, acquirerReference } = writtenOff;
      const fields = { number, what, stan, batchNumber, operator, secondOperator, acquirerReference };
      this.parts.log.write("writtenOff", fields);
    }
  }

  /** A Z shows how far journal and log had come just before it, so that a person can find out later what is missing. */
  async #withHeads(commands: readonly Command[]): Promise<readonly Command[]> {
    if (!commands.some((command) => command.kind === "closeShift")) return commands;
    const { journal, log } = this.parts;
    const head = await journal.head();
    // Without its journal the commit will not come about either.
    if (!head.ok) return commands;
    const logHead = log.head?.();
    const heads: ChainHeads = {
      journal: { number: head.value.seq, hash: head.value.hash },
      ...(logHead === undefined ? {} : { log: logHead }),
    };
    return commands.map((command) => (command.kind === "closeShift" ? { ...command, heads } : command));
  }

  /** Why this command would be refused now; undefined when it would be carried out. Nothing happens. */
  whyRefused(command: Command): Refusal | undefined {
    return this.parts.runner.whyRefused([command]);
  }

  identify(name: string, pin: Sensitive<string>): Promise<Result<Operator, Refusal>> {
    return identifyOperator(this.parts, name, pin);
  }

  /** Adds an operator; the first one is the owner and needs nobody's leave. */
  async addOperator(
    name: string,
    role: Role,
    pin: Sensitive<string>,
    operator?: string,
  ): Promise<Result<World, NotDone>> {
    if (!isUsablePin(pin.reveal())) return err({ kind: "refused", refusal: { kind: "weakPin" } });
    const credential = await sealCredential(this.parts, name, pin);
    const command: Command = {
      kind: "addOperator",
      name,
      role,
      credentialDigest: credential.digest,
      ...(operator === undefined ? {} : { operator }),
    };
    return this.parts.runner.submit([command], undefined, { sealed: [credential] });
  }

  /** Charges a card and waits for the end. A payment that an earlier fault left under way is brought to an end first. */
  async takeCardPayment(request: CardPaymentRequest): Promise<Result<PaymentState, NotDone>> {
    const brought = await this.#bring(request.saleId);
    if (!brought.ok) return brought;
    return takeCardPayment(this.parts, this.#effects, request);
  }

  /** Loads electronic cash and waits for the end. */
  async loadCard(request: LoadCardRequest): Promise<Result<PaymentState, NotDone>> {
    const fault = await recoverStranded(this.parts);
    if (fault !== undefined) return err({ kind: "journal", fault });
    return loadCard(this.parts, this.#effects, request);
  }

  /** Reads the card that is put in; nothing is paid and nothing is journaled. */
  examineCard(): Promise<Result<ExaminedCard, PaymentEndReason>> {
    return examineCard(this.parts);
  }

  /** What a card said about itself, on paper. Nothing of it is journaled. */
  printCardReading(card: ExaminedCard): ReturnType<EffectRunner["printUnstored"]> {
    const { clock, entropy } = this.parts;
    const id = documentId(`reading-${entropy.uuid()}`);
    return this.#effects.printUnstored(
      buildCardReading(paperConfig(this.world), id, card, clock.businessNow()),
    );
  }

  async voidSale(saleId: SaleId, operator: string): Promise<Result<VoidResult, NotDone>> {
    const brought = await this.#bring(saleId);
    if (!brought.ok) return brought;
    return voidSale(this.parts, this.#effects, saleId, operator);
  }

  async #bring(saleId: SaleId): Promise<Result<void, NotDone>> {
    const fault = await recoverStranded(this.parts);
    if (fault !== undefined) return err({ kind: "journal", fault });
    const brought = await this.parts.runner.bringSale(saleId);
    return brought.ok ? ok(undefined) : err({ kind: "journal", fault: brought.fault });
  }

  signIn(): Promise<Result<boolean, JournalFault>> {
    return signIn(this.parts);
  }

  signOut(): Promise<Result<ExchangeOutcome | undefined, JournalFault>> {
    return this.#effects.withOutbox(() => signOut(this.parts));
  }

  /** AIDs and CA keys from the host; see {@link downloadParameters}. */
  downloadParameters(
    options?: Parameters<typeof downloadParameters>[1],
  ): Promise<Result<DownloadedPack, HostDownloadFault>> {
    return this.#effects.withOutbox(() => downloadParameters(this.parts, options));
  }

  /** The hotlist from the host; see {@link downloadHotlist}. */
  downloadHotlist(options?: DownloadOptions): Promise<Result<DownloadedHotlist, HostDownloadFault>> {
    return this.#effects.withOutbox(() => downloadHotlist(this.parts, options));
  }

  /** Looks whether the line is back. Unlike a sign-in it leaves the keys alone, so a PIN that is being entered stays good. */
  async lookForLine(): Promise<void> {
    if (this.parts.acquirer !== undefined) await echo(this.parts, this.parts.acquirer);
  }

  /** One round over the reversals that are due. */
  dispatchOutbox(): Promise<DispatchResult> {
    return this.#effects.dispatchOutbox();
  }

  /** Uploads the offline approvals that are due; see {@link uploadOffline}. */
  upload(options: UploadOptions = {}): Promise<UploadResult> {
    return this.#effects.withOutbox(() => uploadOffline(this.parts, options));
  }

  /** Settles the open batch; see {@link settle}. Its paper comes out beside it. */
  async settle(options: SettleOptions): Promise<Result<SettleResult, NotDone>> {
    const fault = await recoverStranded(this.parts);
    if (fault !== undefined) return err({ kind: "journal", fault });
    return this.#effects.withOutbox(() => settle(this.parts, options));
  }

  /** The offline state as people see it; undefined before the terminal is set up. */
  async offlineStatus(freeBytes?: number): Promise<OfflineStatus | undefined> {
    const clockBehindMs = await this.clockBehindMs();
    return offlineStatus(this.parts, { clockBehindMs, ...(freeBytes === undefined ? {} : { freeBytes }) });
  }

  /** Tries again to print what the printer still owes. Returns how many papers were tried. */
  async retryPrinting(): Promise<number> {
    const count = await this.#effects.retryPrinting();
    await this.#effects.idle();
    return count;
  }

  async printAgain(id: DocumentId, operator: string): Promise<Result<World, NotDone>> {
    const submitted = await this.submit([{ kind: "reprint", documentId: id, operator }]);
    await this.#effects.idle();
    return submitted.ok ? ok(this.world) : submitted;
  }

  /** Fills an empty catalogue; one that the shop has changed is left alone. */
  async seedCatalogue(items: readonly Item[]): Promise<Result<void, JournalFault>> {
    const { journal } = this.parts;
    for (const item of items) {
      const found = await journal.findItem(item.code);
      if (!found.ok) return found;
      if (found.value !== undefined) return ok(undefined);
    }
    return journal.putItems(items);
  }

  /** An open sale by its number, with what was paid of it. */
  findOpenSale(saleNumber: number): Result<SaleId, NotDone> {
    const open = [...this.world.sales.values()].find((sale) => sale.saleNumber === saleNumber);
    if (open?.status === "open") return ok(open.saleId);
    return err({ kind: "refused", refusal: { kind: "unknownSale", saleNumber } });
  }

  /** How many reversals keep the gate closed. */
  get reversalsDue(): number {
    return currentBatch(this.world)?.reversalsDue.length ?? 0;
  }

  /** How many script notices are due. */
  get noticesDue(): number {
    return currentBatch(this.world)?.noticesDue?.length ?? 0;
  }

  /** Resolves when nothing is running any more: papers, drawer, outbox. */
  idle(): Promise<void> {
    return this.#effects.idle();
  }

  async close(): Promise<void> {
    const { cardReader, secureModule, printer, acquirer, hotlist, journal } = this.parts;
    await this.idle();
    await Promise.allSettled([
      cardReader?.close(),
      secureModule?.close(),
      printer?.close(),
      acquirer?.close(),
      hotlist?.close(),
    ]);
    await journal.close();
  }
}
