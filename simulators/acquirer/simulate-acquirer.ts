import { readFile } from "node:fs/promises";
import { assertNever } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { DeclinesWithMac } from "./answer.ts";
import type { HostDialect } from "./host.ts";
import { type KeyCipher, parseTmk } from "./keys.ts";
import { obeyOperator } from "./operator-commands.ts";
import { type ReadBehaviourFault, readBehaviour } from "./read-behaviour.ts";
import { type ReadDownloadsFault, readDownloads } from "./read-downloads.ts";
import { type RunningAcquirer, type StartFault, type StartOptions, start } from "./server.ts";
import { inWords } from "./words.ts";

export type SimulateAcquirerOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; the loopback address without it. */
  readonly host?: string;
  readonly ledgerFile: string;
  /** JSON file with a list of rules (docs/simulated-host.md). */
  readonly behaviourFile?: string;
  /** Terminal master key as 32 hexadecimal digits; the published test key without it. */
  readonly tmkHex?: string;
  /** Working keys follow from it; random ones without it. */
  readonly seed?: string;
  /** Lines that the host's operator types ({@link obeyOperator}); the host goes on when they end. */
  readonly commands?: AsyncIterable<string>;
  /** `none` without it (docs/simulated-host.md). */
  readonly declinesWithMac?: DeclinesWithMac;
  /** `unionpay` without it. */
  readonly dialect?: HostDialect;
  /** `tdes` without it. */
  readonly keyCipher?: KeyCipher;
  /** PEM files of the host's certificate chain and of its key: then it speaks TLS only. */
  readonly tlsFiles?: { readonly cert: string; readonly key: string };
  /** JSON file of what terminals may download (docs/simulated-host.md). */
  readonly downloadsFile?: string;
  /** Gets one line a message, without line end. */
  readonly write: (line: string) => void;
  /** Ends the host. */
  readonly signal: CancelSignal;
};

export type SimulateAcquirerFault =
  | StartFault
  | ReadBehaviourFault
  | ReadDownloadsFault
  | { readonly kind: "badMasterKey" }
  | { readonly kind: "cannotReadCertificate"; readonly detail: string };

/**
 * Runs an acquirer host until the signal is aborted, and tells in words what passes. The first line says where it
 * listens. What has been answered, or is about to be, is on disk already: it survives a kill.
 */
export async function simulateAcquirer(
  options: SimulateAcquirerOptions,
): Promise<Result<void, SimulateAcquirerFault>> {
  const { port, host, ledgerFile, declinesWithMac, write, signal } = options;
  const behaviour = await readBehaviour(options.behaviourFile);
  if (!behaviour.ok) return behaviour;
  const tmk = options.tmkHex === undefined ? undefined : parseTmk(options.tmkHex);
  if (options.tmkHex !== undefined && tmk === undefined) return err({ kind: "badMasterKey" });
  const downloads = await readDownloads(options.downloadsFile);
  if (!downloads.ok) return downloads;
  const tls = await readCertificate(options.tlsFiles);
  if (!tls.ok) return tls;
  const startOptions: StartOptions = {
    port,
    ledgerFile,
    behaviour: behaviour.value,
    ...(host === undefined ? {} : { host }),
    ...(tmk === undefined ? {} : { tmk }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    downloads: downloads.value,
    ...(tls.value === undefined ? {} : { tls: tls.value }),
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
    ...(options.keyCipher === undefined ? {} : { keyCipher: options.keyCipher }),
    ...(declinesWithMac === undefined ? {} : { declinesWithMac }),
  };
  const started = await start(startOptions);
  if (!started.ok) return started;
  const acquirer = started.value;
  write(`Acquirer host on ${host ?? "127.0.0.1"}:${acquirer.port}, ledger ${ledgerFile}.`);
  acquirer.on("message", (message) => write(inWords(message)));
  acquirer.on("trouble", (detail) => write(`The ledger cannot be written: ${detail}.`));
  void listen(acquirer, options);
  await aborted(signal);
  await acquirer.close();
  write("Acquirer host closed.");
  return ok(undefined);
}

async function readCertificate(
  files: SimulateAcquirerOptions["tlsFiles"],
): Promise<Result<StartOptions["tls"], SimulateAcquirerFault>> {
  if (files === undefined) return ok(undefined);
  try {
    return ok({ cert: await readFile(files.cert, "utf8"), key: await readFile(files.key, "utf8") });
  } catch (error) {
    return err({ kind: "cannotReadCertificate", detail: error instanceof Error ? error.message : "" });
  }
}

async function listen(
  acquirer: RunningAcquirer,
  { commands, signal, write }: SimulateAcquirerOptions,
): Promise<void> {
  for await (const line of commands ?? []) {
    if (signal.aborted) return;
    for (const answer of await obeyOperator(acquirer, line)) write(answer);
  }
}

/** One sentence for the person who tried to start it. */
export function simulateAcquirerFaultInWords(fault: SimulateAcquirerFault): string {
  switch (fault.kind) {
    case "cannotOpen":
      return `The ledger cannot be opened: ${fault.detail}.`;
    case "notALedger":
      return "The file is not a ledger of this version of the host.";
    case "otherMasterKey":
      return "The ledger was made with another terminal master key.";
    case "cannotListen":
      return `The host cannot listen: ${fault.detail}.`;
    case "badBehaviour":
      return `The behaviour file has a rule that is none: ${fault.detail}.`;
    case "cannotReadBehaviour":
      return `The behaviour file cannot be read: ${fault.detail}.`;
    case "badDownloads":
      return `The file of downloads cannot be used: ${fault.detail}.`;
    case "cannotReadCertificate":
      return `The certificate or its key cannot be used: ${fault.detail}.`;
    case "badMasterKey":
      return "A terminal master key has 32 hexadecimal digits.";
    default:
      return assertNever(fault);
  }
}

function aborted(signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
