import { type Command, Option } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { MasterKeyAlgorithm } from "../../domain/batch/working-keys.ts";
import { fromHex, isHex, toHex, toLatin1 } from "../../domain/bytes.ts";
import type { KeyHealth } from "../../domain/keys/key-health.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { SecureModule } from "../../ports/secure-module.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { signInAndSay } from "../sign-in-and-say.ts";
import { holdKeyCeremony } from "./keys-ceremony.ts";
import { moduleFault, noModule } from "./keys-faults.ts";

const COMPONENT_LENGTH = 16;

/** A key block has at most 9999 characters; a file may end in a line break. */
const KEY_BLOCK_FILE_MAX = 10_240;

export function addKeysCommand(program: Command, run: Run, say: Say): void {
  const keys = program.command("keys").description(say("cli.help.keys"));
  keys
    .command("load")
    .description(say("cli.help.keys.load"))
    .requiredOption("--operator <name>", say("cli.help.keys.operator"))
    .addHelpText("after", `\n${say("cli.help.keys.after")}`)
    .action((options: { operator: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const refused = await session.identify(terminal, options.operator, ["owner", "manager"]);
          return refused ?? loadComponents(session, terminal);
        }),
      ),
    );
  keys
    .command("ceremony")
    .description(say("cli.help.keys.ceremony"))
    .requiredOption("--first <name>", say("cli.help.keys.ceremony.first"))
    .requiredOption("--second <name>", say("cli.help.keys.ceremony.second"))
    .addOption(
      new Option("--algorithm <algorithm>", say("cli.help.keys.ceremony.algorithm"))
        .choices(["tdes", "sm4", "aes"])
        .default("tdes"),
    )
    .addHelpText("after", `\n${say("cli.help.keys.ceremony.after")}`)
    .action((options: { first: string; second: string; algorithm: MasterKeyAlgorithm }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const module = terminal.parts.secureModule;
          return module === undefined
            ? noModule(session)
            : await holdKeyCeremony(session, terminal, module, options);
        }),
      ),
    );
  keys
    .command("import-tr31 <file>")
    .description(say("cli.help.keys.import"))
    .requiredOption("--operator <name>", say("cli.help.keys.operator"))
    .action((file: string, options: { operator: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const refused = await session.identify(terminal, options.operator, ["owner", "manager"]);
          return refused ?? importKeyBlock(session, terminal, file, options.operator);
        }),
      ),
    );
  keys
    .command("protect")
    .description(say("cli.help.keys.protect"))
    .requiredOption("--operator <name>", say("cli.help.keys.operator"))
    .option("--off", say("cli.help.keys.protect.off"))
    .action((options: { operator: string; off?: boolean }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const refused = await session.identify(terminal, options.operator, ["owner", "manager"]);
          return refused ?? protectKeys(session, terminal, options);
        }),
      ),
    );
  keys
    .command("status")
    .description(say("cli.help.keys.status"))
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => showStatus(session, terminal))),
    );
}

async function loadComponents(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const module = terminal.parts.secureModule;
  if (module === undefined) return noModule(session);
  const checkValues: string[] = [];
  for (const number of [1, 2] as const) {
    const loaded = await loadComponent(session, module, number);
    if (typeof loaded === "number") return loaded;
    checkValues.push(loaded.kcv);
  }
  const status = await module.status();
  const masterKeyKcv = status.ok ? hexOrNothing(status.value.masterKeyKcv) : undefined;
  output.say("cli.masterKeyLoaded", { kcv: masterKeyKcv ?? "-" });
  // Working keys under the old master key are worthless now.
  const signedIn = await signInAndSay(session, terminal);
  if (!signedIn.ok) return session.notDone({ kind: "journal", fault: signedIn.fault });
  return output.done({ componentKcvs: checkValues, masterKeyKcv, signedIn: signedIn.value.done });
}

/** One entry by one person: typed, checked, handed to the module, and confirmed by its check value. */
async function loadComponent(
  session: Session,
  module: SecureModule,
  number: 1 | 2,
): Promise<ExitCode | { readonly kcv: string }> {
  const { output, input } = session;
  const typed = await input.secret(output.text("cli.askComponent", { number }));
  if (typed === undefined) return session.noSecret("cli.noComponent", "usage.noComponent");
  const digits = typed.reveal().replace(/\s/g, "");
  if (!isHex(digits) || digits.length !== 2 * COMPONENT_LENGTH)
    return output.fail(EXIT.refused, "refused.component", output.text("cli.badComponent", { number }));
  const loaded = await module.loadMasterKeyComponent(number, new Sensitive(fromHex(digits)));
  if (!loaded.ok) return moduleFault(session, loaded.fault);
  const kcv = toHex(loaded.value);
  output.say("cli.componentLoaded", { number, kcv });
  return { kcv };
}

async function importKeyBlock(
  session: Session,
  terminal: Terminal,
  file: string,
  operator: string,
): Promise<ExitCode> {
  const { output } = session;
  const module = terminal.parts.secureModule;
  if (module === undefined) return noModule(session);
  const read = await session.read(file, KEY_BLOCK_FILE_MAX);
  if (!read.ok) {
    const detail = "code" in read.fault ? String(read.fault.code) : read.fault.kind;
    const sentence = output.text("cli.fileUnreadable", { file, code: detail });
    return output.fail(EXIT.usage, "usage.fileUnreadable", sentence);
  }
  const imported = await module.importKeyBlock?.(new Sensitive(toLatin1(read.value)));
  if (imported === undefined)
    return output.fail(EXIT.refused, "secureModule.noKeyBlocks", output.text("cli.keyBlocksUnsupported"));
  if (!imported.ok) return moduleFault(session, imported.fault);
  const { use, usage } = imported.value;
  const kcv = toHex(imported.value.kcv);
  terminal.parts.log.write("keyImported", { operator, use, usage, kcv });
  output.say("cli.keyBlockLoaded", { usage, kcv });
  return output.done({ use, usage, kcv });
}

async function protectKeys(
  session: Session,
  terminal: Terminal,
  { operator, off }: { readonly operator: string; readonly off?: boolean },
): Promise<ExitCode> {
  const { output, input } = session;
  const lock = terminal.parts.keyLock;
  if (lock === undefined)
    return output.fail(EXIT.refused, "refused.padLocksItself", output.text("cli.padLocksItself"));
  let passphrase: Sensitive<string> | undefined;
  if (off !== true) {
    passphrase = await input.secret(output.text("cli.askNewPassphrase"));
    const again = await input.secret(output.text("cli.askNewPassphraseAgain"));
    if (passphrase === undefined || again === undefined)
      return session.noSecret("cli.noPassphrase", "usage.noPassphrase");
    if (passphrase.reveal() !== again.reveal())
      return output.fail(EXIT.refused, "refused.passphrasesDiffer", output.text("cli.passphrasesDiffer"));
  }
  const sealed = await lock.protect(passphrase === undefined ? {} : { passphrase });
  if (!sealed.ok) {
    const { kind } = sealed.fault;
    if (kind === "locked")
      return output.fail(EXIT.refused, "secureModule.locked", output.text("cli.keysLocked"));
    const sentence =
      kind === "tooShort"
        ? output.text("cli.passphraseShort")
        : output.text("cli.keysNotProtected", { detail: kind });
    return output.fail(EXIT.refused, `refused.${kind}`, sentence);
  }
  terminal.parts.log.write("keysProtected", { operator, passphrase: passphrase !== undefined });
  output.say(passphrase === undefined ? "cli.keysUnprotected" : "cli.keysProtected");
  return output.done({ passphrase: passphrase !== undefined });
}

async function showStatus(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const status = await terminal.parts.secureModule?.status();
  if (status === undefined) return noModule(session);
  if (!status.ok) return moduleFault(session, status.fault);
  const { serial } = status.value;
  const masterKeyKcv = hexOrNothing(status.value.masterKeyKcv);
  const macKeyKcv = hexOrNothing(status.value.macKeyKcv);
  const pinKeyKcv = hexOrNothing(status.value.pinKeyKcv);
  output.say("cli.keyStatus", {
    serial,
    master: masterKeyKcv ?? "-",
    mac: macKeyKcv ?? "-",
    pin: pinKeyKcv ?? "-",
  });
  if (masterKeyKcv === undefined) output.say("cli.keyStatusNext");
  const keys = (terminal.parts.keyUses?.keyHealth() ?? []).map((health) => sayHealth(session, health));
  const trackKeyKcv = hexOrNothing(status.value.trackKeyKcv);
  const initialKeyKcv = hexOrNothing(status.value.initialKeyKcv);
  const ksn = hexOrNothing(status.value.ksn);
  return output.done({ serial, masterKeyKcv, macKeyKcv, pinKeyKcv, trackKeyKcv, initialKeyKcv, ksn, keys });
}

/** One line a key; the same as data for whoever reads JSON. */
function sayHealth({ output }: Session, health: KeyHealth): object {
  const { use, kcv, ageDays, usesCount, verdict, because, loadedAtMs, limit } = health;
  const isWorking = use === "macKey" || use === "pinKey" || use === "trackKey";
  const words = { use: output.text(`cli.keyUse.${use}`), kcv, days: ageDays, uses: usesCount };
  if (verdict === "green") output.say("cli.keyHealth.green", words);
  else if (verdict === "amber")
    output.say(isWorking ? "cli.keyHealth.amber" : "cli.keyHealth.masterAmber", words);
  else output.say(isWorking ? "cli.keyHealth.red" : "cli.keyHealth.masterRed", words);
  const loadedAt = new Date(loadedAtMs).toISOString();
  return { use, kcv, loadedAt, ageDays, usesCount, limit, verdict, because };
}

function hexOrNothing(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
