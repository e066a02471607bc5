import { homedir, platform } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { NotDone } from "../application/runner.ts";
import type { Terminal } from "../application/terminal.ts";
import type { CardProgress, Interaction } from "../application/terminal-parts.ts";
import type { OpenOptions, Substitutes } from "../compose.ts";
import { formatYuan } from "../domain/money.ts";
import { describePayment } from "../domain/payment/describe.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import type { Language } from "../domain/text/language.ts";
import type { Role } from "../domain/till/state.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import { defaultPaths } from "../system/paths.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { languageOf } from "./language-of.ts";
import { Output, type Stream } from "./output.ts";
import { type ReadFault, readFile, readStream } from "./read-bounded.ts";
import { type Keyboard, SecretInput } from "./secret-input.ts";
import { notDoneKind, notDoneSentence, openFaultSentence, refusalSentence } from "./sentences.ts";
import { withStopSignals } from "./stop-signals.ts";

/** Where a command line runs: its streams, and what stands in for devices (nothing, in production). */
export type CliShell = {
  readonly stdin: Keyboard;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly substitutes?: Substitutes;
};

type GlobalOptions = {
  readonly dataDir?: string;
  readonly keyDir?: string;
  readonly lang?: Language;
  readonly json?: boolean;
  readonly unlock?: boolean;
};

/** How questions that come up at the reader are answered on a command line. */
type Answers = {
  readonly sameCard?: "yes" | "no";
  readonly application?: number;
  /** The reader that the card is in. */
  readonly reader?: string;
};

/** From here on a message is under way, and stopping waits for its end. */
const PAST_CANCELLING: ReadonlySet<CardProgress> = new Set(["goingOnline", "completing"]);

/** One run of one command: streams, language, and the terminal when it is needed. */
export class Session {
  readonly output: Output;
  readonly input: SecretInput;
  readonly #shell: CliShell;
  readonly #options: GlobalOptions;
  readonly #stopped = new AbortController();
  #lastStep: CardProgress | undefined;

  constructor(shell: CliShell, command: Command) {
    this.#shell = shell;
    this.#options = command.optsWithGlobals() as GlobalOptions;
    const language = this.#options.lang ?? languageOf([], shell.environment);
    this.output = new Output(language, this.#options.json === true, shell.stdout, shell.stderr);
    this.input = new SecretInput(shell.stdin, (text) => this.output.prompt(text), this.#stopped.signal);
  }

  /** Aborted by Ctrl-C: waits end, nothing new begins, and what was sent is brought to its end. */
  get stopped(): CancelSignal {
    return this.#stopped.signal;
  }

  get paths(): { readonly dataDirectory: string; readonly keyDirectory: string } {
    const { environment } = this.#shell;
    const defaults = defaultPaths({ platform: platform(), home: homedir(), environment });
    return {
      dataDirectory: resolve(
        this.#options.dataDir ?? environment["JINKA_DATA_DIR"] ?? defaults.dataDirectory,
      ),
      keyDirectory: resolve(this.#options.keyDir ?? environment["JINKA_KEY_DIR"] ?? defaults.keyDirectory),
    };
  }

  /** Opens the terminal for the time of `work` and closes it whatever happens. */
  withTerminal(work: (terminal: Terminal) => Promise<ExitCode>, answers: Answers = {}): Promise<ExitCode> {
    return withStopSignals(
      () => this.#stop(),
      () => this.#withTerminal(work, answers),
    );
  }

  #stop(): void {
    const isSecond = this.#stopped.signal.aborted;
    const isSent = this.#lastStep !== undefined && PAST_CANCELLING.has(this.#lastStep);
    if (isSent || isSecond) this.output.progress("cli.stopping");
    this.#stopped.abort();
  }

  async #withTerminal(work: (terminal: Terminal) => Promise<ExitCode>, answers: Answers): Promise<ExitCode> {
    const bug = Promise.withResolvers<never>();
    // Nobody may be waiting for it yet when a bug strikes.
    bug.promise.catch(() => undefined);
    const { substitutes } = this.#shell;
    const options: OpenOptions = {
      ...this.paths,
      interaction: this.#interaction(answers),
      cancel: () => this.#stopped.signal,
      onBug: (error) => bug.reject(error),
      ...(answers.reader === undefined ? {} : { readerName: answers.reader }),
      ...(substitutes === undefined ? {} : { substitutes }),
    };
    // Loaded here: what needs no terminal, such as `decode`, starts without its drivers.
    const { openTerminal } = await import("../compose.ts");
    const opened = await openTerminal(options);
    if (!opened.ok) {
      const kind = `${opened.fault.kind}.${opened.fault.fault.kind}`;
      const sentence = openFaultSentence(opened.fault, this.output.language);
      return this.output.fail(EXIT.outOfService, kind, sentence);
    }
    const terminal = opened.value;
    this.#takeLanguageOf(terminal);
    this.#tellLastFate(terminal);
    try {
      const exitCode = await Promise.race([this.#unlocked(terminal, work), bug.promise]);
      await terminal.close();
      return exitCode;
    } catch (error) {
      terminal.parts.log.write("bug", { message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  /** With --unlock the passphrase of the keys is the first thing that is asked for. */
  async #unlocked(terminal: Terminal, work: (terminal: Terminal) => Promise<ExitCode>): Promise<ExitCode> {
    const { keyLock, log } = terminal.parts;
    if (this.#options.unlock !== true || keyLock === undefined || !(await keyLock.isLocked()))
      return await work(terminal);
    const passphrase = await this.input.secret(this.output.text("cli.askPassphrase"));
    if (passphrase === undefined) return this.noSecret("cli.noPassphrase", "usage.noPassphrase");
    const unlocked = await keyLock.unlock(passphrase);
    const isOpen = unlocked.ok && unlocked.value;
    log.write("keysUnlocked", { done: isOpen });
    if (!isOpen)
      return this.output.fail(EXIT.refused, "refused.passphrase", this.output.text("cli.passphraseWrong"));
    this.output.progress("cli.keysUnlocked");
    return await work(terminal);
  }

  /** The shop's language counts unless the command line asks for another. */
  #takeLanguageOf(terminal: Terminal): void {
    const { config } = terminal.world.till;
    if (this.#options.lang === undefined && config !== undefined) this.output.language = config.language;
  }

  /** A payment that the last stop interrupted is told first, whatever is asked now. */
  #tellLastFate(terminal: Terminal): void {
    for (const payment of terminal.recoveredPayments) {
      const { saleId } = payment;
      const fate = describePayment(payment, this.output.language);
      const amount = formatYuan(payment.amountFen);
      if (saleId === undefined) {
        this.output.progress("cli.lastLoadFate", { amount, fate });
        continue;
      }
      const sale = terminal.world.sales.get(saleId)?.saleNumber ?? 0;
      this.output.progress("cli.lastFate", { amount, sale, fate });
    }
  }

  #interaction(answers: Answers): Interaction {
    return {
      chooseApplication: (labels) => this.#chooseApplication(labels, answers),
      confirmSameCard: async () => (await this.yesOrNo("cli.askSameCard", answers.sameCard)) === true,
      progress: (step) => this.#progress(step),
    };
  }

  #progress(step: CardProgress): void {
    this.#lastStep = step;
    if (step !== "done" && step !== "preparing") this.output.progress(`cli.progress.${step}`);
  }

  async #chooseApplication(labels: readonly string[], answers: Answers): Promise<number | undefined> {
    const list = labels.map((label, i) => `${i + 1} ${label}`).join(", ");
    const typed =
      answers.application ?? (await this.input.ask(this.output.text("cli.askApplication", { list })));
    // Nobody is there to choose: the card's own first choice.
    const number = typed === undefined && !this.#stopped.signal.aborted ? 1 : Number(typed);
    return Number.isInteger(number) && number >= 1 && number <= labels.length ? number - 1 : undefined;
  }

  /** The given answer, or that of a person at the keyboard; undefined without either. */
  async yesOrNo(
    question: "cli.askSameCard" | "cli.askSignature",
    given: "yes" | "no" | undefined,
  ): Promise<boolean | undefined> {
    if (given !== undefined) return given === "yes";
    const typed = await this.input.ask(this.output.text(question));
    return typed === undefined ? undefined : /^(y|yes|是|好)$/i.test(typed.trim());
  }

  /** A whole file, or standard input as `-`, up to a limit. */
  read(file: string, bytesMax: number): Promise<Result<Uint8Array, ReadFault>> {
    return file === "-" ? readStream(this.#shell.stdin, bytesMax) : readFile(file, bytesMax);
  }

  /** Who stands at the till, by name and PIN on standard input; where `roles` are named, only those may. */
  async identify(terminal: Terminal, name: string, roles?: readonly Role[]): Promise<ExitCode | undefined> {
    const pin = await this.input.secret(this.output.text("cli.askPin", { name }));
    if (pin === undefined) return this.noSecret("cli.noPin", "usage.noPin");
    const identified = await terminal.identify(name, pin);
    if (!identified.ok) return this.refuse(identified.fault);
    const { role } = identified.value;
    return roles === undefined || roles.includes(role)
      ? undefined
      : this.refuse({ kind: "notAllowed", name, role });
  }

  /** Nothing was typed: because somebody called it off, or because there was nothing on standard input. */
  noSecret(key: "cli.noPin" | "cli.noComponent" | "cli.noPassphrase", kind: string): ExitCode {
    const isCalledOff = this.#stopped.signal.aborted || this.input.isInteractive;
    if (isCalledOff) return this.output.fail(EXIT.refused, "cancelled", this.output.text("cli.cancelled"));
    return this.output.fail(EXIT.usage, kind, this.output.text(key));
  }

  refuse(refusal: Refusal, more: object = {}): ExitCode {
    const sentence = refusalSentence(refusal, this.output.language);
    return this.output.fail(EXIT.refused, `refused.${refusal.kind}`, sentence, more);
  }

  notDone(fault: NotDone, more: object = {}): ExitCode {
    const exitCode = fault.kind === "refused" ? EXIT.refused : EXIT.outOfService;
    const sentence = notDoneSentence(fault, this.output.language);
    return this.output.fail(exitCode, notDoneKind(fault), sentence, more);
  }
}
