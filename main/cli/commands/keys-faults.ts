import type { SecureModuleFault } from "../../ports/secure-module.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Session } from "../session.ts";

export function moduleFault({ output }: Session, fault: SecureModuleFault): ExitCode {
  if (fault.kind === "locked")
    return output.fail(EXIT.refused, "secureModule.locked", output.text("cli.keysLocked"));
  const detail = "detail" in fault ? fault.detail : fault.kind;
  const isDevice = fault.kind === "unplugged" || fault.kind === "noAnswer" || fault.kind === "badAnswer";
  const exitCode = isDevice ? EXIT.unavailable : EXIT.refused;
  const sentence = output.text(isDevice ? "cli.padMissing" : "cli.moduleRefused", { detail });
  return output.fail(exitCode, `secureModule.${fault.kind}`, sentence);
}

export function noModule({ output }: Session): ExitCode {
  return output.fail(EXIT.unavailable, "secureModule.none", output.text("cli.noSecureModule"));
}
