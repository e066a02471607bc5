import type { Command } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** What every command does: open a session, work, and say how it went. */
export type Run = (command: Command, work: (session: Session) => Promise<ExitCode>) => Promise<void>;
