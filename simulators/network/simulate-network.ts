import { readFile } from "node:fs/promises";
import { assertNever } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { type LineCommand, parseLineCommand } from "./line-command.ts";
import { type Relay, type RelayEvent, type RelayFault, startRelay } from "./relay.ts";

export type SimulateNetworkOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; the loopback address without it. */
  readonly host?: string;
  readonly to: { readonly host: string; readonly port: number };
  /** A file of commands, done one after another from the start. */
  readonly scriptFile?: string;
  /** Lines that a person types; the relay goes on when they end. */
  readonly commands?: AsyncIterable<string>;
  /** For `wait`. */
  readonly clock: Clock;
  /** Gets one line an event, without line end. */
  readonly write: (line: string) => void;
  /** Ends the relay. */
  readonly signal: CancelSignal;
};

export type SimulateNetworkFault =
  | RelayFault
  | { readonly kind: "cannotReadScript"; readonly detail: string }
  | { readonly kind: "badScript"; readonly lineNumber: number; readonly text: string };

const SCRIPT_LINE_COUNT_MAX = 10_000;

/** Runs a line that can be cut until the signal is aborted. The first line says where it listens. */
export async function simulateNetwork(
  options: SimulateNetworkOptions,
): Promise<Result<void, SimulateNetworkFault>> {
  const { port, host, to, write, signal } = options;
  const script = await readScript(options.scriptFile);
  if (!script.ok) return script;
  let isRunning = false;
  const started = await startRelay({
    port,
    to,
    ...(host === undefined ? {} : { host }),
    onEvent: (event) => {
      if (isRunning) write(eventInWords(event));
    },
  });
  if (!started.ok) return started;
  const relay = started.value;
  write(`Line on ${host ?? "127.0.0.1"}:${relay.port} to ${to.host}:${to.port}.`);
  isRunning = true;
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  void follow(relay, script.value, options);
  void listen(relay, options);
  await stopped;
  isRunning = false;
  await relay.close();
  write("Line closed.");
  return ok(undefined);
}

async function readScript(
  file: string | undefined,
): Promise<Result<readonly LineCommand[], SimulateNetworkFault>> {
  if (file === undefined) return ok([]);
  let lines: readonly string[];
  try {
    lines = (await readFile(file, "utf8")).split("\n").slice(0, SCRIPT_LINE_COUNT_MAX);
  } catch (error) {
    return err({ kind: "cannotReadScript", detail: error instanceof Error ? error.message : "" });
  }
  const commands: LineCommand[] = [];
  for (const [i, line] of lines.entries()) {
    const command = parseLineCommand(line);
    if (!command.ok) return err({ kind: "badScript", lineNumber: i + 1, text: command.fault.text });
    if (command.value !== undefined) commands.push(command.value);
  }
  return ok(commands);
}

async function follow(
  relay: Relay,
  script: readonly LineCommand[],
  options: SimulateNetworkOptions,
): Promise<void> {
  for (const command of script) {
    if (options.signal.aborted) return;
    await obey(relay, command, options);
  }
  if (script.length > 0 && !options.signal.aborted) options.write("End of the script.");
}

async function listen(relay: Relay, options: SimulateNetworkOptions): Promise<void> {
  for await (const line of options.commands ?? []) {
    if (options.signal.aborted) return;
    const command = parseLineCommand(line);
    if (!command.ok) options.write(`Not a command: ${command.fault.text.replace(/[^\x20-\x7e]/g, ".")}`);
    else if (command.value !== undefined) await obey(relay, command.value, options);
  }
}

async function obey(relay: Relay, command: LineCommand, options: SimulateNetworkOptions): Promise<void> {
  switch (command.do) {
    case "cut":
      return relay.cut();
    case "hang":
      return void (await relay.hang());
    case "up":
      return void (await relay.heal());
    case "flap":
      options.write(`Line flaps every ${command.ms} ms.`);
      return relay.flap(command.ms);
    case "delay":
      options.write(`Line delays by ${command.ms} ms.`);
      return relay.delay(command.ms);
    case "cutAfter":
      options.write(`Line is cut after ${command.byteCount} bytes.`);
      return relay.cutAfter(command.byteCount);
    case "wait":
      return options.clock.sleep(command.ms, options.signal);
    default:
      return assertNever(command);
  }
}

function eventInWords(event: RelayEvent): string {
  switch (event.kind) {
    case "line":
      return `Line ${event.state}.`;
    case "connected":
    case "disconnected":
      return `${event.kind === "connected" ? "Connected" : "Disconnected"}, ${event.connectionCount} open.`;
    case "unreachable":
      return `The far end cannot be reached: ${event.detail}.`;
    case "cannotListen":
      return `The line cannot come back: ${event.detail}.`;
    default:
      return assertNever(event);
  }
}

/** One sentence for the person who tried to start it. */
export function simulateNetworkFaultInWords(fault: SimulateNetworkFault): string {
  switch (fault.kind) {
    case "cannotListen":
      return `The line cannot listen: ${fault.detail}.`;
    case "cannotReadScript":
      return `The script cannot be read: ${fault.detail}.`;
    case "badScript":
      return `Line ${fault.lineNumber} of the script is no command: ${fault.text}.`;
    default:
      return assertNever(fault);
  }
}
