import type { Command } from "commander";
import { examine, type Finding } from "../../application/examine.ts";
import type { Terminal } from "../../application/terminal.ts";
import { isTextKey } from "../../domain/text/say.ts";
import { currentBatch } from "../../domain/world.ts";
import { freeBytes } from "../../system/free-bytes.ts";
import type { Say } from "../command-line.ts";
import { EXIT } from "../exit-code.ts";
import { owedPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

/** Below this the journal may come to its end during the day. */
const FREE_BYTES_MIN = 200_000_000;

export function addDoctorCommand(program: Command, run: Run, say: Say): void {
  program
    .command("doctor")
    .description(say("cli.help.doctor"))
    .addHelpText("after", `\n${say("cli.help.doctor.after")}`)
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          // Papers that are owed are being tried since the start.
          await terminal.idle();
          const findings = [
            examineDisk(session.paths.dataDirectory),
            ...(await examine(terminal.parts, await terminal.clockBehindMs())),
            ...examineOwed(terminal),
          ];
          const shown = findings.map((one) => ({ ...one, sentence: sentenceOf(session, one) }));
          for (const { isFine, sentence } of shown) output.line(`${isFine ? "+" : "!"} ${sentence}`);
          const isFine = findings.every((one) => one.isFine);
          const exitCode = isFine ? EXIT.done : EXIT.unavailable;
          return output.done({ paths: session.paths, findings: shown }, exitCode);
        }),
      ),
    );
}

type AnyFinding = Omit<Finding, "name"> & { readonly name: Finding["name"] | "disk" | "parked" | "papers" };

function examineDisk(directory: string): AnyFinding {
  const free = freeBytes(directory);
  const isFine = free >= FREE_BYTES_MIN;
  const parameters = { megabytes: Math.floor(free / 1e6) };
  return { name: "disk", state: isFine ? "ok" : "low", isFine, parameters };
}

/** What waits for a person, or for the printer. Nothing is said where nothing does. */
function examineOwed(terminal: Terminal): AnyFinding[] {
  const parked = currentBatch(terminal.world)?.parked.length ?? 0;
  const papers = owedPapers(terminal).length;
  const found: AnyFinding[] = [];
  if (parked > 0)
    found.push({ name: "parked", state: "waiting", isFine: false, parameters: { count: parked } });
  if (papers > 0) found.push({ name: "papers", state: "owed", isFine: false, parameters: { count: papers } });
  return found;
}

function sentenceOf({ output }: Session, { name, state, parameters }: AnyFinding): string {
  const key = `doctor.${name}.${state}`;
  return isTextKey(key) ? output.text(key, parameters) : key;
}
