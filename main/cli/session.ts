import { homedir, platform } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { NotDone } from "../application/runner.ts";
import type { Terminal } from "../application/terminal.ts";
import type { CardProgress, Interaction } from "../application/terminal-parts.ts";
import { type OpenOptions, openTerminal, type Substitutes } from "../compose.ts";
import type { Refusal } from "../domain/refusal.ts";
import { LANGUAGES, type Language } from "../domain/text/language.ts";
import { defaultPaths } from "../system/paths.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { Output, type Stream } from "./output.ts";
import { type Keyboard, SecretInput } from "./secret-input.ts";
import { notDoneKind, notDoneSentence, openFaultSentence, refusalSentence } from "./sentences.ts";

/** Where a command line runs: its streams, and what stands in for devices (nothing, in production). */
export type CliShell = {
  readonly stdin: Keyboard;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly substitutes?: Substitutes;
};

export type GlobalOptions = {
  readonly dataDir?: string;
  readonly keyDir?: string;
  readonly lang?: Language;
  readonly json?: boolean;
};

/** How questions that come up at the reader are answered on a command line. */
export type Answers = {
  readonly sameCard?: "yes" | "no";
  readonly application?: number;
  /** The reader that the card is in. */
  readonly reader?: string;
};

/** One run of one command: streams, language, and the terminal when it is needed. */
export class Session {
  readonly output: Output;
  readonly input: SecretInput;
  readonly #shell: CliShell;
  readonly #options: GlobalOptions;

  constructor(shell: CliShell, command: Command) {
    this.#shell = shell;
    this.#options = command.optsWithGlobals() as GlobalOptions;
    const language = this.#options.lang ?? languageOf(shell.environment);
    this.output = new Output(language, this.#options.json === true, shell.stdout, shell.stderr);
    this.input = new SecretInput(shell.stdin, (text) => this.output.prompt(text));
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
  async withTerminal(
    work: (terminal: Terminal) => Promise<ExitCode>,
    answers: Answers = {},
  ): Promise<ExitCode> {
    const calledOff = new AbortController();
    const callOff = () => calledOff.abort();
    process.once("SIGINT", callOff);
    const bug = Promise.withResolvers<never>();
    // Nobody may be waiting for it yet when a bug strikes.
    bug.promise.catch(() => undefined);
    try {
      const { substitutes } = this.#shell;
      const options: OpenOptions = {
        ...this.paths,
        interaction: this.#interaction(answers),
        cancel: () => calledOff.signal,
        onBug: (error) => bug.reject(error),
        ...(answers.reader === undefined ? {} : { readerName: answers.reader }),
        ...(substitutes === undefined ? {} : { substitutes }),
      };
      const opened = await openTerminal(options);
      if (!opened.ok) {
        const kind = `${opened.fault.kind}.${opened.fault.fault.kind}`;
        return this.output.fail(
          EXIT.outOfService,
          kind,
          openFaultSentence(opened.fault, this.output.language),
        );
      }
      const terminal = opened.value;
      this.#useLanguageOf(terminal);
      const exitCode = await Promise.race([work(terminal), bug.promise]);
      await terminal.close();
      return exitCode;
    } finally {
      process.off("SIGINT", callOff);
    }
  }

  /** The shop's language counts unless the command line asks for another. */
  #useLanguageOf(terminal: Terminal): void {
    const { config } = terminal.world.till;
    if (this.#options.lang === undefined && config !== undefined) this.output.language = config.language;
  }

  #interaction(answers: Answers): Interaction {
    return {
      chooseApplication: (labels) => this.#chooseApplication(labels, answers),
      confirmSameCard: () => this.#confirm("cli.askSameCard", answers.sameCard),
      progress: (step) => this.#progress(step),
    };
  }

  #progress(step: CardProgress): void {
    if (step !== "done" && step !== "preparing") this.output.progress(`cli.progress.${step}`);
  }

  async #chooseApplication(labels: readonly string[], answers: Answers): Promise<number | undefined> {
    const list = labels.map((label, i) => `${i + 1} ${label}`).join(", ");
    const typed =
      answers.application ?? (await this.input.ask(this.output.text("cli.askApplication", { list })));
    // Nobody is there to choose: the card's own first choice.
    const number = typed === undefined ? 1 : Number(typed);
    return Number.isInteger(number) && number >= 1 && number <= labels.length ? number - 1 : undefined;
  }

  async #confirm(
    question: "cli.askSameCard" | "cli.askSignature",
    given: "yes" | "no" | undefined,
  ): Promise<boolean> {
    return (await this.yesOrNo(question, given)) === true;
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

  /** Who stands at the till, by name and PIN on standard input. */
  async identify(terminal: Terminal, name: string): Promise<ExitCode | undefined> {
    const pin = await this.input.secret(this.output.text("cli.askPin", { name }));
    if (pin === undefined) return this.output.fail(EXIT.usage, "usage.noPin", this.output.text("cli.noPin"));
    const identified = await terminal.identify(name, pin);
    return identified.ok ? undefined : this.refuse(identified.fault);
  }

  refuse(refusal: Refusal): ExitCode {
    return this.output.fail(
      EXIT.refused,
      `refused.${refusal.kind}`,
      refusalSentence(refusal, this.output.language),
    );
  }

  notDone(fault: NotDone, more: object = {}): ExitCode {
    const exitCode = fault.kind === "refused" ? EXIT.refused : EXIT.outOfService;
    const sentence = notDoneSentence(fault, this.output.language);
    return this.output.fail(exitCode, notDoneKind(fault), sentence, more);
  }
}

function languageOf(environment: CliShell["environment"]): Language {
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return locale.startsWith("zh") ? LANGUAGES[0] : "en";
}
