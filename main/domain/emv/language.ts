import { toLatin1 } from "../bytes.ts";

/** What the terminal speaks unless its parameters say otherwise: Chinese comes first in a Chinese shop. */
const DEFAULT_LANGUAGES: readonly string[] = ["zh", "en"];

const CODE_LENGTH = 2;

/**
 * The languages of tag 5F2D in the card's order: ISO 639, two letters each, one to four of them. Letters in
 * upper case are read, as cards have them (EMV Book 4, 11.1). Anything that is no such code is passed over.
 */
export function languagePreference(value: Uint8Array | undefined): string[] {
  const text = toLatin1(value ?? new Uint8Array());
  const languages: string[] = [];
  for (let i = 0; i + CODE_LENGTH <= text.length; i += CODE_LENGTH) {
    const code = text.slice(i, i + CODE_LENGTH).toLowerCase();
    if (/^[a-z]{2}$/.test(code)) languages.push(code);
  }
  return languages;
}

/**
 * The card's first language that the terminal speaks too; undefined if they share none (EMV Book 4, 11.1).
 */
export function commonLanguage(
  preference: Uint8Array | undefined,
  terminalLanguages: readonly string[] = DEFAULT_LANGUAGES,
): string | undefined {
  return languagePreference(preference).find((language) => terminalLanguages.includes(language));
}
