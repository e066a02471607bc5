import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { assert } from "../../main/domain/assert.ts";
import { DECLINES_WITH_MAC } from "./answer.ts";
import { type BehaviourRule, parseBehaviour } from "./behaviour.ts";
import type { Downloads } from "./downloads.ts";
import { HOST_DIALECTS } from "./host.ts";
import { KEY_CIPHERS, parseTmk } from "./keys.ts";
import { readBehaviour } from "./read-behaviour.ts";
import { readDownloads } from "./read-downloads.ts";
import { type RunningAcquirer, start } from "./server.ts";
import { settlementFile } from "./settlement-file.ts";
import { simulateAcquirerFaultInWords } from "./simulate-acquirer.ts";

/**
 * The acquirer host as a process of its own, for tests that kill the terminal or the host:
 * `node simulators/acquirer/child.ts --port 0 --ledger FILE [--behaviour FILE] [--tmk HEX] [--seed TEXT]
 * [--declines-with-mac none|reversals|all] [--dialect unionpay|iso8583-1987] [--key-cipher tdes|sm4]
 * [--downloads FILE]`.
 * The first line of its output is `{"port":N}`, or `{"fault":"..."}` before exit code 1. Then each line of its
 * input is a command and each line of its output the answer to one, both JSON; amounts are decimal strings. It
 * ends with its input, so that it never outlives the test that started it.
 */
const batchName = z.strictObject({
  tid: z.string(),
  batch: z.union([z.number(), z.string().regex(/^\d{1,6}$/)]),
});

const commandSchema = z.union([
  z.strictObject({ behaviour: z.unknown() }),
  z.strictObject({ totals: batchName }),
  z.strictObject({ settlement: batchName }),
  z.strictObject({ settlementFile: batchName }),
  z.strictObject({ scriptNotices: z.literal(true) }),
  z.strictObject({ batches: z.literal(true) }),
  z.strictObject({ entries: z.literal(true) }),
  z.strictObject({ messages: z.literal(true) }),
  z.strictObject({ accounts: z.literal(true) }),
  z.strictObject({ closeBatch: z.strictObject({ tid: z.string() }) }),
]);

type Command = z.infer<typeof commandSchema>;

function answer(acquirer: RunningAcquirer, command: Command): unknown {
  const { ledger } = acquirer;
  if ("totals" in command) return { totals: ledger.totals(command.totals.tid, Number(command.totals.batch)) };
  if ("settlement" in command) {
    const { tid, batch } = command.settlement;
    const named = [tid, Number(batch)] as const;
    return {
      settlement: ledger.settlement(...named) ?? null,
      listedRecords: ledger.listedRecords(...named),
      certificates: ledger.certificates(...named),
    };
  }
  if ("settlementFile" in command) {
    const { tid, batch } = command.settlementFile;
    return { settlementFile: settlementFile(ledger, tid, Number(batch)) };
  }
  if ("scriptNotices" in command) return { scriptNotices: ledger.scriptNotices() };
  if ("batches" in command) return { batches: ledger.batches() };
  if ("entries" in command) return { entries: ledger.entries() };
  if ("messages" in command) return { messages: ledger.messages() };
  if ("accounts" in command) return { accounts: ledger.accounts() };
  if ("closeBatch" in command) return { closed: acquirer.closeBatch(command.closeBatch.tid) };
  const rules = parseBehaviour(command.behaviour);
  if (!rules.ok) return { fault: rules.fault.detail };
  acquirer.setBehaviour(rules.value);
  return { behaviour: rules.value.length };
}

function parseCommand(line: string): Command | undefined {
  try {
    return commandSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function print(value: unknown): void {
  const text = JSON.stringify(value, (_, member) =>
    typeof member === "bigint" ? member.toString() : member,
  );
  process.stdout.write(`${text}\n`);
}

type Started = Awaited<ReturnType<typeof start>>;

/** Starts when both files could be read; else the first fault. */
async function startFrom(
  behaviour: Awaited<ReturnType<typeof readBehaviour>>,
  downloads: Awaited<ReturnType<typeof readDownloads>>,
  go: (rules: readonly BehaviourRule[], content: Downloads) => Promise<Started>,
) {
  if (!behaviour.ok) return behaviour;
  return downloads.ok ? go(behaviour.value, downloads.value) : downloads;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      ledger: { type: "string", default: ":memory:" },
      behaviour: { type: "string" },
      tmk: { type: "string" },
      seed: { type: "string" },
      "declines-with-mac": { type: "string", default: "none" },
      dialect: { type: "string", default: "unionpay" },
      "key-cipher": { type: "string", default: "tdes" },
      downloads: { type: "string" },
    },
  });
  const tmk = values.tmk === undefined ? undefined : parseTmk(values.tmk);
  assert(values.tmk === undefined || tmk !== undefined, "a terminal master key has 32 hexadecimal digits");
  const behaviour = await readBehaviour(values.behaviour);
  const downloads = await readDownloads(values.downloads);
  const started = await startFrom(behaviour, downloads, (rules, content) =>
    start({
      port: Number(values.port),
      ledgerFile: values.ledger,
      behaviour: rules,
      downloads: content,
      dialect: z.enum(HOST_DIALECTS).parse(values.dialect),
      keyCipher: z.enum(KEY_CIPHERS).parse(values["key-cipher"]),
      declinesWithMac: z.enum(DECLINES_WITH_MAC).parse(values["declines-with-mac"]),
      ...(tmk === undefined ? {} : { tmk }),
      ...(values.seed === undefined ? {} : { seed: values.seed }),
    }),
  );
  if (!started.ok) {
    print({ fault: simulateAcquirerFaultInWords(started.fault) });
    process.exitCode = 1;
    return;
  }
  const acquirer = started.value;
  print({ port: acquirer.port });
  for await (const line of createInterface({ input: process.stdin })) {
    const command = parseCommand(line);
    print(command === undefined ? { fault: "not a command" } : answer(acquirer, command));
  }
  await acquirer.close();
}

await main();
