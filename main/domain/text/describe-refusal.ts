import { formatYuan } from "../money.ts";
import type { Refusal } from "../refusal.ts";
import type { Role } from "../till/state.ts";
import type { TextParameters } from "./fill-gaps.ts";
import type { Language } from "./language.ts";
import { isTextKey, say, type TextKey } from "./say.ts";

/** Members that end in `Fen` are shown in yuan, under their name without it; objects are left out. */
export function parametersOf(members: object): TextParameters {
  const parameters: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === "bigint") parameters[name.replace(/Fen$/, "")] = formatYuan(value);
    else if (typeof value === "string" || typeof value === "number") parameters[name] = value;
  }
  return parameters;
}

export function roleWord(role: Role, language: Language): string {
  return say(language, `cli.role.${role}`);
}

/** Why nothing was done, and what to do, for a command line. */
export function describeRefusal(refusal: Refusal, language: Language): string {
  return sentence(refusal, language, `refusal.${refusal.kind}`);
}

/** The same for a screen: where a command line would name its next command, the screen names what is on it. */
export function describeRefusalOnScreen(refusal: Refusal, language: Language): string {
  const own = `till.refusal.${refusal.kind}`;
  return sentence(refusal, language, isTextKey(own) ? own : `refusal.${refusal.kind}`);
}

function sentence(refusal: Refusal, language: Language, key: TextKey): string {
  const role = "role" in refusal ? { role: roleWord(refusal.role as Role, language) } : {};
  return say(language, key, { ...parametersOf(refusal), ...role });
}
