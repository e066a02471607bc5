import { describeRefusalOnScreen } from "../../domain/text/describe-refusal.ts";
import type { Language } from "../../domain/text/language.ts";
import { say } from "../../domain/text/say.ts";
import type { NotDone } from "../runner.ts";
import type { Spoken } from "./screen-state.ts";

/** Why nothing was done, for a screen. */
export function spokenFault(fault: NotDone): Spoken {
  return (language: Language) =>
    fault.kind === "refused"
      ? describeRefusalOnScreen(fault.refusal, language)
      : say(language, `fault.${fault.fault.kind}`);
}
