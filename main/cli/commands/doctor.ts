import { statfsSync } from "node:fs";
import type { Command } from "commander";
import { examine, type Finding } from "../../application/examine.ts";
import { isTextKey } from "../../domain/text/say.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

/** Below this the journal may come to its end during the day. */
const FREE_BYTES_MIN = 200_000_000;

export function addDoctorCommand(program: Command, run: Run): void {
  program
    .command("doctor")
    .description("what works, what is missing, and what to do about it")
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const findings = [
            examineDisk(session.paths.dataDirectory),
            ...(await examine(terminal.parts, await terminal.clockBehindMs())),
          ];
          const shown = findings.map((one) => ({ ...one, sentence: sentenceOf(session, one) }));
          for (const { isFine, sentence } of shown) output.line(`${isFine ? "+" : "!"} ${sentence}`);
          const isFine = findings.every((one) => one.isFine);
          output.result({ ok: isFine, paths: session.paths, findings: shown });
          return isFine ? EXIT.done : EXIT.unavailable;
        }),
      ),
    );
}

type AnyFinding = Omit<Finding, "name"> & { readonly name: Finding["name"] | "disk" };

function examineDisk(directory: string): AnyFinding {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const isFine = free >= FREE_BYTES_MIN;
  return {
    name: "disk",
    state: isFine ? "ok" : "low",
    isFine,
    parameters: { megabytes: Math.floor(free / 1e6) },
  };
}

function sentenceOf({ output }: Session, { name, state, parameters }: AnyFinding): string {
  const key = `doctor.${name}.${state}`;
  return isTextKey(key) ? output.text(key, parameters) : key;
}
