import { LANGUAGES, type Language } from "../domain/text/language.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `--lang` if it is there, else the language of the surroundings. The shop's own comes later, from its books. */
export function languageOf(argv: readonly string[], environment: Environment): Language {
  const at = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const given = argv[at]?.startsWith("--lang=") ? argv[at].slice("--lang=".length) : argv[at + 1];
  const asked = at < 0 ? undefined : LANGUAGES.find((language) => language === given);
  if (asked !== undefined) return asked;
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return locale.startsWith("zh") ? "zh-CN" : "en";
}
