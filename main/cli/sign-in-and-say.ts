import type { Terminal } from "../application/terminal.ts";
import { ok, type Result } from "../domain/result.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { Session } from "./session.ts";

export type SignInReport = { readonly done: boolean; readonly sentence: string };

/** Rows that a sign-in writes, with room for what else is written meanwhile. */
const ROWS_LOOKED_AT = 10;

/** Signs in and says how it went. Without a sign-in the reason is told: the journal has it in its last rows. */
export async function signInAndSay(
  session: Session,
  terminal: Terminal,
): Promise<Result<SignInReport, JournalFault>> {
  const { output } = session;
  const signedIn = await terminal.signIn();
  if (!signedIn.ok) return signedIn;
  if (signedIn.value) {
    output.say("cli.signedIn");
    return ok({ done: true, sentence: output.text("cli.signedIn") });
  }
  const rows = await terminal.parts.journal.rows({ limit: ROWS_LOOKED_AT });
  if (!rows.ok) return rows;
  const failed = rows.value.find(({ event }) => event.type === "signInFailed");
  const reason = failed?.event.type === "signInFailed" ? failed.event.reason : "-";
  return ok({ done: false, sentence: output.text("cli.notSignedIn", { reason }) });
}
