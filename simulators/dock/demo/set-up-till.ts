import { openTerminal } from "../../../main/compose.ts";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import type { TerminalConfig } from "../../../main/domain/till/config.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { sampleTerminalFile } from "../sample-terminal.ts";
import { UNATTENDED } from "../unattended.ts";

/** How long the demo's host may take: long enough for a loaded machine, short enough to be watched. */
export const REPLY_TIMEOUT_MS = 3_000;

const BAUD_RATE = 115_200;
const HOUR_MS = 3_600_000;

/** What the demo's shop risks without its bank. */
const OFFLINE_LIMITS = {
  transactionMaxFen: 20_000n,
  countMax: 60,
  sumMaxFen: 300_000n,
  oldestUnsentMaxMs: 6 * HOUR_MS,
} as const;

/** Debit below 200 yuan may be approved offline; credit always asks its bank. */
const DEBIT_AID = "A000000333010101";
const DEBIT_FLOOR_LIMIT_FEN = 20_000n;

export type TillPlace = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly language: Language;
  readonly linePort: number;
  readonly paths: { readonly printer: string; readonly pad: string };
  readonly clock: Clock;
};

/** Configuration, goods and the operator, as the owner of a new till would enter them. */
export async function setUpTill(place: TillPlace): Promise<Result<void, string>> {
  const parsed = parseTerminalFile(JSON.stringify(fileOf(place)));
  if (!parsed.ok) return err(JSON.stringify(parsed.fault));
  const opened = await openTerminal({
    dataDirectory: place.dataDirectory,
    keyDirectory: place.keyDirectory,
    interaction: UNATTENDED,
    onBug: (error) => {
      throw error;
    },
    substitutes: { clock: () => place.clock },
  });
  if (!opened.ok) return err(opened.fault.fault.kind);
  const terminal = opened.value;
  const config = quick(parsed.value);
  const done = await terminal.submit([{ kind: "configureTerminal", config }]);
  await terminal.seedCatalogue(SAMPLE_CATALOGUE);
  const added = await terminal.addOperator("demo", "owner", new Sensitive("2580"));
  await terminal.close();
  return done.ok && added.ok ? ok(undefined) : err("refused");
}

function fileOf({ language, linePort, paths }: TillPlace): ReturnType<typeof sampleTerminalFile> {
  const sample = sampleTerminalFile({ port: linePort });
  const { pinPad, printer } = sample.devices;
  return {
    ...sample,
    language,
    devices: {
      ...sample.devices,
      pinPad: { ...pinPad, path: paths.pad, baudRate: BAUD_RATE },
      printer: { ...printer, path: paths.printer, baudRate: BAUD_RATE },
    },
  };
}

/** Short waits for people who watch, and what a shop far out agrees with its acquirer; the rules stay as they are. */
function quick(config: TerminalConfig): TerminalConfig {
  const reversal = { ...config.acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 200 };
  const applications = config.emv.applications.map((application) =>
    application.aid === DEBIT_AID ? { ...application, floorLimitFen: DEBIT_FLOOR_LIMIT_FEN } : application,
  );
  return {
    ...config,
    limits: { ...config.limits, offline: OFFLINE_LIMITS },
    emv: { ...config.emv, applications },
    acquirer: { ...config.acquirer, replyTimeoutMs: REPLY_TIMEOUT_MS, lingerMs: 0, reversal },
  };
}
