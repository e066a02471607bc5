import { createInterface } from "node:readline";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readCount, readPort } from "../../main/cli/arguments.ts";
import { EXIT, type ExitCode } from "../../main/cli/exit-code.ts";
import type { Run } from "../../main/cli/run.ts";
import type { Session } from "../../main/cli/session.ts";
import { withStopSignals } from "../../main/cli/stop-signals.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import type { HostDialect } from "../acquirer/host.ts";
import type { KeyCipher } from "../acquirer/keys.ts";
import { VPCD_PORT } from "../card/vpcd-frames.ts";

/** Runs until Ctrl-C or a termination signal, and ends cleanly. */
function untilStopped(work: (signal: AbortSignal) => Promise<ExitCode>): Promise<ExitCode> {
  const stopped = new AbortController();
  return withStopSignals(
    () => stopped.abort(),
    () => work(stopped.signal),
  );
}

/** What a person types, line by line; the simulator goes on when it ends. */
async function* typedLines(): AsyncIterable<string> {
  try {
    yield* createInterface({ input: process.stdin });
  } catch {
    // A terminal that hung up types nothing more.
  }
}

const lineTo = (session: Session) => (line: string) => session.output.line(line);

function readAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (match === null) throw new InvalidArgumentError("cli.expected.address");
  return { host: match[1] ?? "", port: readPort(match[2] ?? "") };
}

/** Each simulator is a process of its own, so that other people's terminals, hosts and tools can talk to it. */
export function addSimulateCommand(program: Command, run: Run): void {
  const simulate = program.command("simulate").description("run one device or host as a process of its own");
  addCard(simulate, run);
  addAcquirer(simulate, run);
  addNetwork(simulate, run);
  addPrinter(simulate, run);
  addPinPad(simulate, run);
}

type CardOptions = {
  readonly vpcd: { readonly host: string; readonly port: number };
  readonly pullAt?: number;
  readonly pullMoment?: "before" | "after";
  readonly protocol?: "T=0" | "T=1";
  readonly delay?: number;
};

function addCard(simulate: Command, run: Run): void {
  simulate
    .command("card <profile>")
    .description(
      "a chip card in a virtual reader: one of the box, or the card.json of `jinka personalise`; NAME@N is pulled",
    )
    .addOption(
      new Option("--vpcd <host:port>", "where the virtual reader listens")
        .argParser(readAddress)
        .default({ host: "127.0.0.1", port: VPCD_PORT }, `127.0.0.1:${VPCD_PORT}`),
    )
    .option("--pull-at <n>", "pull the card at this command of a session", readCount)
    .addOption(
      new Option("--pull-moment <moment>", "before or after that command").choices(["before", "after"]),
    )
    .addOption(new Option("--protocol <protocol>", "transmission protocol").choices(["T=0", "T=1"]))
    .option("--delay <ms>", "answer every command this much later", readCount)
    .action((cardName: string, options: CardOptions, command: Command) =>
      run(command, (session) =>
        untilStopped(async (signal) => {
          const { simulateCard } = await import("../card/simulate-card.ts");
          const { vpcd, pullAt, pullMoment, protocol, delay: delayMs } = options;
          const optional = { pullAt, pullMoment, protocol, delayMs };
          const given = Object.fromEntries(
            Object.entries(optional).filter(([, value]) => value !== undefined),
          );
          const ended = await simulateCard({ cardName, vpcd, signal, log: lineTo(session), ...given });
          if (ended.ok) return EXIT.done;
          const { detail, known } = ended.fault;
          const why = detail ?? `There is no card ${cardName}. Known: ${known.join(", ")}.`;
          return session.output.fail(EXIT.usage, "usage.card", why);
        }),
      ),
    );
}

type AcquirerOptions = {
  readonly port: number;
  readonly host?: string;
  readonly ledger: string;
  readonly behaviour?: string;
  readonly tmk?: string;
  readonly seed?: string;
  readonly typed?: boolean;
  readonly declinesWithMac: "none" | "reversals" | "all";
  readonly dialect: HostDialect;
  readonly keyCipher: KeyCipher;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly downloads?: string;
};

const DIALECTS: readonly HostDialect[] = ["unionpay", "iso8583-1987"];
const KEY_CIPHERS: readonly KeyCipher[] = ["tdes", "sm4"];

function addAcquirer(simulate: Command, run: Run): void {
  const which = new Option("--declines-with-mac <which>", "which refusals carry a MAC")
    .choices(["none", "reversals", "all"])
    .default("reversals");
  simulate
    .command("acquirer")
    .description("a clearing host over TCP with a ledger of its own (docs/simulated-host.md)")
    .requiredOption("--port <n>", "TCP port; 0 takes a free one and says which", readPort)
    .requiredOption("--ledger <file>", "SQLite file of the host's books")
    .option("--host <address>", "address to listen on (default: loopback)")
    .option("--behaviour <file>", "JSON list of what goes wrong, and when")
    .option("--tmk <hex>", "terminal master key of its terminals (default: the published test key)")
    .option("--seed <text>", "working keys follow from it (default: random)")
    .option("--typed", "take commands from the input: batches, behaviour FILE, close TID")
    .addOption(which)
    .addOption(
      new Option("--dialect <dialect>", "what its terminals speak").choices(DIALECTS).default("unionpay"),
    )
    .addOption(
      new Option("--key-cipher <cipher>", "cipher of the working keys").choices(KEY_CIPHERS).default("tdes"),
    )
    .option("--tls-cert <pem>", "certificate chain of the host: with it and --tls-key it speaks TLS only")
    .option("--tls-key <pem>", "private key of the certificate")
    .option("--downloads <file>", "JSON file of what terminals may download")
    .action((options: AcquirerOptions, command: Command) =>
      run(command, (session) =>
        untilStopped(async (signal) => {
          const { simulateAcquirer, simulateAcquirerFaultInWords } = await import(
            "../acquirer/simulate-acquirer.ts"
          );
          const { port, host, ledger: ledgerFile, behaviour, tmk, seed, declinesWithMac } = options;
          const { dialect, keyCipher, tlsCert, tlsKey, downloads } = options;
          if ((tlsCert === undefined) !== (tlsKey === undefined))
            return session.output.fail(EXIT.usage, "usage.tls", "--tls-cert and --tls-key go together.");
          const ended = await simulateAcquirer({
            ...{ port, ledgerFile, declinesWithMac, dialect, keyCipher, signal },
            ...(tlsCert === undefined || tlsKey === undefined
              ? {}
              : { tlsFiles: { cert: tlsCert, key: tlsKey } }),
            ...(downloads === undefined ? {} : { downloadsFile: downloads }),
            ...(host === undefined ? {} : { host }),
            ...(behaviour === undefined ? {} : { behaviourFile: behaviour }),
            ...(tmk === undefined ? {} : { tmkHex: tmk }),
            ...(seed === undefined ? {} : { seed }),
            // A host in the background must not touch its terminal: the shell would stop it.
            ...(options.typed === true ? { commands: typedLines() } : {}),
            write: lineTo(session),
          });
          if (ended.ok) return EXIT.done;
          const sentence = simulateAcquirerFaultInWords(ended.fault);
          return session.output.fail(EXIT.unavailable, `acquirer.${ended.fault.kind}`, sentence);
        }),
      ),
    );
}

type NetworkOptions = {
  readonly port: number;
  readonly host?: string;
  readonly to: { readonly host: string; readonly port: number };
  readonly script?: string;
};

function addNetwork(simulate: Command, run: Run): void {
  simulate
    .command("network")
    .description(
      "a line in front of a host that can be cut; it takes: cut, hang, up, flap MS, delay MS, cut-after BYTES",
    )
    .requiredOption("--port <n>", "TCP port; 0 takes a free one and says which", readPort)
    .addOption(
      new Option("--to <host:port>", "where the line leads").argParser(readAddress).makeOptionMandatory(),
    )
    .option("--host <address>", "address to listen on (default: loopback)")
    .option("--script <file>", "commands to do from the start, with wait MS between them")
    .action((options: NetworkOptions, command: Command) =>
      run(command, (session) =>
        untilStopped(async (signal) => {
          const { simulateNetwork, simulateNetworkFaultInWords } = await import(
            "../network/simulate-network.ts"
          );
          const { port, host, to, script } = options;
          const ended = await simulateNetwork({
            ...{ port, to, signal },
            ...(host === undefined ? {} : { host }),
            ...(script === undefined ? {} : { scriptFile: script }),
            commands: typedLines(),
            clock: createSystemClock(),
            write: lineTo(session),
          });
          if (ended.ok) return EXIT.done;
          const sentence = simulateNetworkFaultInWords(ended.fault);
          return session.output.fail(EXIT.unavailable, `network.${ended.fault.kind}`, sentence);
        }),
      ),
    );
}

type LineOptions = { readonly port: string; readonly baud?: number };

function addPrinter(simulate: Command, run: Run): void {
  simulate
    .command("printer")
    .description("a receipt printer on a serial line; each paper becomes a PNG and a text")
    .requiredOption("--port <path>", "the serial line")
    .requiredOption("--out <dir>", "where the papers go")
    .option("--baud <n>", "speed of the line", readCount)
    .addOption(new Option("--columns <n>", "paper of 58 mm or 80 mm").choices(["32", "48"]).default("48"))
    .action((options: LineOptions & { out: string; columns: string }, command: Command) =>
      run(command, (session) =>
        untilStopped(async (signal) => {
          const { simulatePrinter } = await import("../printer/simulate-printer.ts");
          const { encodeQr } = await import("../printer/encode-qr.ts");
          await simulatePrinter({
            port: options.port,
            folder: options.out,
            columns: options.columns === "32" ? 32 : 48,
            clock: createSystemClock(),
            ...(options.baud === undefined ? {} : { baudRate: options.baud }),
            signal,
            encodeQr,
            writeLine: lineTo(session),
          });
          return EXIT.done;
        }),
      ),
    );
}

function addPinPad(simulate: Command, run: Run): void {
  simulate
    .command("pin-pad")
    .description("a PIN pad on a serial line (docs/pin-pad-protocol.md); without --pin a person types at it")
    .requiredOption("--port <path>", "the serial line")
    .option("--baud <n>", "speed of the line", readCount)
    .option("--pin <digits>", "what every customer types", readPin)
    .option("--keys <file>", "keeps the pad's keys over restarts")
    .action((options: LineOptions & { pin?: string; keys?: string }, command: Command) =>
      run(command, (session) =>
        untilStopped(async (signal) => {
          const { simulatePinPad } = await import("../pin-pad/simulate-pin-pad.ts");
          await simulatePinPad({
            port: options.port,
            clock: createSystemClock(),
            signal,
            ...(options.baud === undefined ? {} : { baudRate: options.baud }),
            ...(options.pin === undefined ? {} : { pin: options.pin }),
            ...(options.keys === undefined ? {} : { keyFile: options.keys }),
            keyboard: process.stdin,
            print: lineTo(session),
          });
          return EXIT.done;
        }),
      ),
    );
}

function readPin(text: string): string {
  if (!/^\d{4,12}$/.test(text)) throw new InvalidArgumentError("cli.expected.pin");
  return text;
}
