import { toHex } from "../domain/bytes.ts";
import { currentBatch, currentShift } from "../domain/world.ts";
import { echo } from "./echo.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * One thing that a working till needs: whether it is there. The sentence is `doctor.<name>.<state>`; `ok` things
 * say what they are, others what to do.
 */
export type Finding = {
  readonly name: FindingName;
  readonly state: string;
  readonly isFine: boolean;
  readonly parameters: Readonly<Record<string, string | number>>;
};

type FindingName =
  | "journal"
  | "clock"
  | "configuration"
  | "operators"
  | "shift"
  | "secureModule"
  | "cardReader"
  | "printer"
  | "host"
  | "reversals";

const finding = (
  name: FindingName,
  state: string,
  isFine: boolean,
  parameters: Finding["parameters"] = {},
): Finding => ({ name, state, isFine, parameters });

/** Looks at everything that a sale needs, one after the other. Nothing that is missing keeps the rest from being looked at. */
export async function examine(parts: TerminalParts, clockBehindMs: number): Promise<Finding[]> {
  const { world } = parts.runner;
  const head = await parts.journal.head();
  const findings = [
    head.ok
      ? finding("journal", "ok", true, { rows: head.value.seq })
      : finding("journal", "fault", false, { fault: head.fault.kind }),
    clockBehindMs > 0
      ? finding("clock", "behind", false, { minutes: Math.ceil(clockBehindMs / 60_000) })
      : finding("clock", "ok", true),
  ];
  const { config } = world.till;
  if (config === undefined) return [...findings, finding("configuration", "missing", false)];
  findings.push(finding("configuration", "ok", true, { tid: config.acquirer.tid, mid: config.acquirer.mid }));
  const count = world.till.operators.length;
  findings.push(finding("operators", count === 0 ? "missing" : "ok", count > 0, { count }));
  const shift = currentShift(world);
  findings.push(
    shift === undefined
      ? finding("shift", "closed", true)
      : finding("shift", "ok", true, { number: shift.shiftNumber, name: shift.openedBy }),
  );
  findings.push(await examineSecureModule(parts), await examineReader(parts), await examinePrinter(parts));
  findings.push(await examineHost(parts));
  const due = currentBatch(world)?.reversalsDue.length ?? 0;
  findings.push(finding("reversals", due === 0 ? "ok" : "due", due === 0, { count: due }));
  return findings;
}

async function examineSecureModule({ secureModule, pinPad }: TerminalParts): Promise<Finding> {
  const status = await secureModule?.status();
  if (status === undefined) return finding("secureModule", "none", false);
  if (!status.ok) return finding("secureModule", "silent", false, { fault: status.fault.kind });
  const { serial, masterKeyKcv, macKeyKcv } = status.value;
  if (masterKeyKcv === undefined) return finding("secureModule", "noMasterKey", false, { serial });
  const kcv = toHex(masterKeyKcv);
  if (macKeyKcv === undefined) return finding("secureModule", "noWorkingKeys", false, { serial, kcv });
  return finding("secureModule", pinPad === undefined ? "okWithoutPad" : "ok", true, { serial, kcv });
}

async function examineReader({ cardReader }: TerminalParts): Promise<Finding> {
  const readers = await cardReader?.readers();
  if (readers === undefined) return finding("cardReader", "notConfigured", true);
  if (!readers.ok)
    return finding("cardReader", readers.fault.kind === "noService" ? "noService" : "none", false);
  const names = readers.value.map((reader) => reader.name).join(", ");
  return readers.value.length === 0
    ? finding("cardReader", "none", false)
    : finding("cardReader", "ok", true, { names });
}

async function examinePrinter({ printer }: TerminalParts): Promise<Finding> {
  const status = await printer?.status();
  if (status === undefined) return finding("printer", "notConfigured", true);
  if (!status.ok) return finding("printer", "silent", false, { fault: status.fault.kind });
  const { online, coverOpen, paper } = status.value;
  if (coverOpen) return finding("printer", "coverOpen", false);
  if (paper === "out") return finding("printer", "noPaper", false);
  if (!online) return finding("printer", "offline", false);
  return finding("printer", paper === "nearEnd" ? "nearEnd" : "ok", true);
}

async function examineHost(parts: TerminalParts): Promise<Finding> {
  const { acquirer, runner } = parts;
  const config = runner.world.till.config?.acquirer;
  if (acquirer === undefined || config === undefined) return finding("host", "notConfigured", false);
  const address = `${config.host}:${config.port}`;
  const echoed = await echo(parts, acquirer);
  if (!echoed.ok) return finding("host", "journal", false, { fault: echoed.fault.kind });
  const outcome = echoed.value;
  if (outcome.outcome === "approved" || outcome.outcome === "declined") {
    const signedIn = currentBatch(runner.world)?.signedIn !== undefined;
    return finding("host", signedIn ? "ok" : "notSignedIn", true, { address });
  }
  return finding("host", outcome.outcome === "notSent" ? "unreachable" : "silent", false, {
    address,
    fault: outcome.fault.kind,
  });
}
