import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { languageOf } from "../../main/cli/language-of.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { LANGUAGES, type Language } from "../../main/domain/text/language.ts";
import { defaultPaths } from "../../main/system/paths.ts";

export type StartOptions = {
  /** Electron if it can be had, when absent. */
  readonly shell?: "electron" | "browser";
  readonly isHeadless: boolean;
  /** Of the sentences on the terminal. */
  readonly language: Language;
  /** Asked for; without it the shop keeps its own. */
  readonly givenLanguage?: Language;
  readonly directory: string;
  readonly port?: number;
  readonly wantsHelp: boolean;
};

type Surroundings = {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Reads what stands behind `npm start --`. The fault is the part that was not understood. */
export function readStartArguments(
  argv: readonly string[],
  surroundings: Surroundings = { platform: process.platform, home: homedir(), environment: process.env },
): Result<StartOptions, string> {
  const { environment } = surroundings;
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const { shell, lang, port } = values;
  if (shell !== undefined && shell !== "electron" && shell !== "browser") return err(`--shell ${shell}`);
  const givenLanguage = LANGUAGES.find((language) => language === lang);
  if (lang !== undefined && givenLanguage === undefined) return err(`--lang ${lang}`);
  if (port !== undefined && !isPort(port)) return err(`--port ${port}`);
  const given = values["data-dir"] ?? environment["JINKA_DOCK_DIR"];
  return ok({
    ...(shell === undefined ? {} : { shell }),
    isHeadless: values.headless,
    language: givenLanguage ?? languageOf([], environment),
    ...(givenLanguage === undefined ? {} : { givenLanguage }),
    directory: given === undefined ? dockDirectory(surroundings) : resolve(given),
    ...(port === undefined ? {} : { port: Number(port) }),
    wantsHelp: values.help,
  });
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      shell: { type: "string" },
      headless: { type: "boolean", default: false },
      lang: { type: "string" },
      "data-dir": { type: "string" },
      port: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  }).values;
}

/** Beside a real shop's books, never in them. */
function dockDirectory(surroundings: Surroundings): string {
  return `${join(defaultPaths(surroundings).dataDirectory)}-dock`;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
