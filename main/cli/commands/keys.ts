import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { fromHex, isHex, toHex } from "../../domain/bytes.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { SecureModuleFault } from "../../ports/secure-module.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

const COMPONENT_LENGTH = 16;

export function addKeysCommand(program: Command, run: Run): void {
  const keys = program.command("keys").description("the terminal master key in the PIN pad");
  keys
    .command("load")
    .description(
      "load the terminal master key as two components. Standard input: the PIN of --operator, component 1, component 2 (32 hexadecimal digits each)",
    )
    .requiredOption("--operator <name>", "an owner or manager")
    .action((options: { operator: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const refused = await session.identify(terminal, options.operator);
          return refused ?? loadComponents(session, terminal);
        }),
      ),
    );
  keys
    .command("status")
    .description("show the check values of the keys that are loaded")
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => showStatus(session, terminal))),
    );
}

async function loadComponents(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output, input } = session;
  const checkValues: string[] = [];
  for (const number of [1, 2] as const) {
    const typed = await input.secret(output.text("cli.askComponent", { number }));
    const digits = typed?.reveal().replace(/\s/g, "");
    if (digits === undefined || !isHex(digits) || digits.length !== 2 * COMPONENT_LENGTH) {
      return output.fail(EXIT.refused, "refused.component", output.text("cli.badComponent", { number }));
    }
    const module = terminal.parts.secureModule;
    if (module === undefined)
      return output.fail(EXIT.unavailable, "noSecureModule", output.text("cli.noSecureModule"));
    const loaded = await module.loadMasterKeyComponent(number, new Sensitive(fromHex(digits)));
    if (!loaded.ok) return moduleFault(session, loaded.fault);
    const kcv = toHex(loaded.value);
    checkValues.push(kcv);
    output.say("cli.componentLoaded", { number, kcv });
  }
  // Working keys under the old master key are worthless now.
  const status = await terminal.parts.secureModule?.status();
  const masterKeyKcv =
    status?.ok && status.value.masterKeyKcv !== undefined ? toHex(status.value.masterKeyKcv) : undefined;
  output.say("cli.masterKeyLoaded", { kcv: masterKeyKcv ?? "-" });
  const signedIn = await terminal.signIn();
  if (!signedIn.ok) return session.notDone({ kind: "journal", fault: signedIn.fault });
  output.say(signedIn.value ? "cli.signedIn" : "cli.notSignedIn");
  output.result({ ok: true, componentKcvs: checkValues, masterKeyKcv, signedIn: signedIn.value });
  return EXIT.done;
}

function moduleFault(session: Session, fault: SecureModuleFault): ExitCode {
  const { output } = session;
  const detail = "detail" in fault ? fault.detail : fault.kind;
  const isDevice = fault.kind === "unplugged" || fault.kind === "noAnswer" || fault.kind === "badAnswer";
  const key = isDevice ? "cli.padMissing" : "cli.moduleRefused";
  const exitCode = isDevice ? EXIT.unavailable : EXIT.refused;
  return output.fail(exitCode, `secureModule.${fault.kind}`, output.text(key, { detail }));
}

async function showStatus(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const status = await terminal.parts.secureModule?.status();
  if (status === undefined)
    return output.fail(EXIT.unavailable, "noSecureModule", output.text("cli.noSecureModule"));
  if (!status.ok) return moduleFault(session, status.fault);
  const hex = (kcv: Uint8Array | undefined) => (kcv === undefined ? undefined : toHex(kcv));
  const { serial, masterKeyKcv, macKeyKcv, pinKeyKcv } = status.value;
  const view = {
    serial,
    masterKeyKcv: hex(masterKeyKcv),
    macKeyKcv: hex(macKeyKcv),
    pinKeyKcv: hex(pinKeyKcv),
  };
  output.say("cli.keyStatus", {
    serial,
    master: view.masterKeyKcv ?? "-",
    mac: view.macKeyKcv ?? "-",
    pin: view.pinKeyKcv ?? "-",
  });
  output.result({ ok: true, ...view });
  return EXIT.done;
}
