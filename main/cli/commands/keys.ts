import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { fromHex, isHex, toHex } from "../../domain/bytes.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { SecureModule, SecureModuleFault } from "../../ports/secure-module.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { signInAndSay } from "../sign-in-and-say.ts";

const COMPONENT_LENGTH = 16;

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

function noModule({ output }: Session): ExitCode {
  return output.fail(EXIT.unavailable, "secureModule.none", output.text("cli.noSecureModule"));
}

function moduleFault({ output }: Session, fault: SecureModuleFault): ExitCode {
  const detail = "detail" in fault ? fault.detail : fault.kind;
  const isDevice = fault.kind === "unplugged" || fault.kind === "noAnswer" || fault.kind === "badAnswer";
  const exitCode = isDevice ? EXIT.unavailable : EXIT.refused;
  const sentence = output.text(isDevice ? "cli.padMissing" : "cli.moduleRefused", { detail });
  return output.fail(exitCode, `secureModule.${fault.kind}`, sentence);
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
  return output.done({ serial, masterKeyKcv, macKeyKcv, pinKeyKcv });
}

function hexOrNothing(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : toHex(bytes);
}
