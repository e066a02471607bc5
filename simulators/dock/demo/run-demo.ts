import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { type RunningAcquirer, start } from "../../acquirer/server.ts";
import { testBank } from "../../acquirer/test-bank.ts";
import { type Relay, startRelay } from "../../network/relay.ts";
import { createBusinessClock, SHOP_UTC_OFFSET_MINUTES } from "../business-clock.ts";
import { DemoCounter } from "./counter.ts";
import { accountsOf, customers } from "./customers.ts";
import { OPENING_SECOND, planDay } from "./day-plan.ts";
import { Narrator } from "./narrator.ts";
import { DayTrouble, PlayedDay, REAL_CARD_SALES } from "./play-day.ts";
import { proveDay } from "./prove-day.ts";
import { REPLY_TIMEOUT_MS, setUpTill } from "./set-up-till.ts";

export type DemoOptions = {
  readonly directory: string;
  readonly language: Language;
  readonly seed: number;
  /** Takes the machine's smart-card service and serial lines where it has them. */
  readonly takesRealParts: boolean;
  readonly writeLine: (line: string) => void;
};

export type DemoResult = {
  readonly agrees: boolean;
  /** The line that the demo ends with. */
  readonly verdict: string;
  readonly netFen: bigint;
  readonly netCount: number;
};

export type DemoFault = { readonly step: string; readonly detail: string };

/** Saturday, 24 October 2026, in the shop. */
const MIDNIGHT_MS = Date.UTC(2026, 9, 24) - SHOP_UTC_OFFSET_MINUTES * 60_000;

/** Before opening the till is set up. */
const SET_UP_SECOND = OPENING_SECOND - 1_800;

/** Plays the day and compares. The result tells; nothing is thrown but for mistakes of the demo itself. */
export async function runDemo(options: DemoOptions): Promise<Result<DemoResult, DemoFault>> {
  const { directory, language, seed } = options;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const plan = planDay(seed, SAMPLE_CATALOGUE);
  const clock = createBusinessClock(createSystemClock(), MIDNIGHT_MS + SET_UP_SECOND * 1000);
  const people = customers();
  const ledgerFile = join(directory, "host-ledger.sqlite");
  const narrator = new Narrator(language, options.writeLine);
  narrator.say("intro", { seed });
  narrator.say("times", { ms: REPLY_TIMEOUT_MS });
  const host = await start({
    ...{ port: 0, ledgerFile, clock, declinesWithMac: "reversals", seed: `demo ${seed}` },
    issuer: testBank(accountsOf(people)),
  });
  if (!host.ok) return err({ step: "host", detail: host.fault.kind });
  const listening = await startRelay({ port: 0, to: { host: "127.0.0.1", port: host.value.port } });
  if (!listening.ok) return err({ step: "line", detail: listening.fault.detail });
  const line = listening.value;
  const counter = await DemoCounter.open(directory, clock, options.takesRealParts);
  try {
    sayWhatIsReal(narrator, counter);
    const settings = {
      ...{ dataDirectory: join(directory, "till"), keyDirectory: join(directory, "keys"), language },
      ...(counter.devicePorts === undefined ? {} : { devicePorts: counter.devicePorts }),
    };
    const place = { ...settings, linePort: line.port, paths: counter.paths, clock };
    const ready = await setUpTill(place);
    if (!ready.ok) return err({ step: "setup", detail: ready.fault });
    const world = {
      plan,
      clock,
      midnightMs: MIDNIGHT_MS,
      host: host.value,
      line,
      counter,
      people,
      narrator,
      settings,
    };
    const day = await new PlayedDay(world).play();
    await counter.paper.saved();
    return ok(await proveDay({ ...options, plan, day, paper: counter.paper, narrator, ledgerFile }));
  } catch (error) {
    if (error instanceof DayTrouble) return err({ step: error.step, detail: error.message });
    throw error;
  } finally {
    await counter.close();
    await closeHost(host.value, line);
  }
}

async function closeHost(host: RunningAcquirer, line: Relay): Promise<void> {
  await line.close();
  await host.close();
}

function sayWhatIsReal(narrator: Narrator, { isReaderReal, linesAreReal, missing }: DemoCounter): void {
  narrator.say("blank");
  if (isReaderReal) narrator.say("realReader", { count: REAL_CARD_SALES });
  else narrator.sayWhy("ownReader", missing.reader);
  if (linesAreReal) narrator.say("realLines");
  else narrator.sayWhy("ownLines", missing.lines);
  narrator.say("blank");
}
