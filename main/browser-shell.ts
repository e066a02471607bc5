import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { EXIT, type ExitCode } from "./cli/exit-code.ts";
import { languageOf } from "./cli/language-of.ts";
import { openFaultSentence } from "./cli/sentences.ts";
import { withStopSignals } from "./cli/stop-signals.ts";
import { openCheckout } from "./compose.ts";
import type { Language } from "./domain/text/language.ts";
import { findBrowser, openBrowser, thisMachine } from "./ipc/installed-browser.ts";
import { serveTill } from "./ipc/serve-till.ts";
import { noteBug } from "./note-bug.ts";
import { isBuilt, TILL_PAGES } from "./page-places.ts";
import { shellWords } from "./shell-words-table.ts";
import { defaultPaths } from "./system/paths.ts";

/** The browser shell: the terminal of the configuration behind a loopback server, in a window of an installed browser. */

/** What is owed to the bank is tried again this often without anybody asking. */
const SEND_EVERY_MS = 60_000;

const HELP = `node main/browser.ts [options]

  --data-dir <dir>   where the books are
  --key-dir <dir>    where the keys are
  --port <n>         loopback port; without it the one of the last time
  --lang zh-CN|en    language of the screen
  --kiosk            the whole screen
  --headless         no window; the address is printed
  --help`;

type Asked = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly language: Language;
  readonly givenLanguage?: Language;
  readonly port?: number;
  readonly isKiosk: boolean;
  readonly isHeadless: boolean;
};

function readArguments(argv: readonly string[]): Asked | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      "data-dir": { type: "string" },
      "key-dir": { type: "string" },
      port: { type: "string" },
      lang: { type: "string" },
      kiosk: { type: "boolean", default: false },
      headless: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { env, platform } = process;
  const defaults = defaultPaths({ platform, home: homedir(), environment: env });
  const { lang, port } = values;
  if (lang !== undefined && lang !== "zh-CN" && lang !== "en") throw new TypeError("--lang zh-CN|en");
  if (port !== undefined && !isPort(port)) throw new TypeError("--port 1..65535");
  return {
    dataDirectory: resolve(values["data-dir"] ?? env["JINKA_DATA_DIR"] ?? defaults.dataDirectory),
    keyDirectory: resolve(values["key-dir"] ?? env["JINKA_KEY_DIR"] ?? defaults.keyDirectory),
    language: lang ?? languageOf([], env),
    ...(lang === undefined ? {} : { givenLanguage: lang }),
    ...(port === undefined ? {} : { port: Number(port) }),
    isKiosk: values.kiosk,
    isHeadless: values.headless,
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

async function run(asked: Asked): Promise<ExitCode> {
  const { dataDirectory, keyDirectory, language, givenLanguage, port } = asked;
  if (!isBuilt(TILL_PAGES)) return fail(EXIT.unavailable, shellWords(language, "noPages"));
  const bug = Promise.withResolvers<ExitCode>();
  const onBug = (error: unknown) => {
    const detail = noteBug(dataDirectory, error);
    bug.resolve(fail(EXIT.bug, shellWords(language, "bug", { detail })));
  };
  const opened = await openCheckout({
    ...{ dataDirectory, keyDirectory, onBug, sendEveryMs: SEND_EVERY_MS },
    ...(givenLanguage === undefined ? {} : { language: givenLanguage }),
  });
  if (!opened.ok) return fail(EXIT.outOfService, openFaultSentence(opened.fault, language));
  const { checkout, close } = opened.value;
  const served = await serveTill({
    ...{ checkout, dataDirectory, pagesDirectory: TILL_PAGES, onBug },
    ...(port === undefined ? {} : { port }),
  });
  if (!served.ok) {
    await close();
    return fail(EXIT.unavailable, shellWords(language, "cannotListen", served.fault));
  }
  const stopped = Promise.withResolvers<ExitCode>();
  return withStopSignals(
    () => stopped.resolve(EXIT.done),
    async () => {
      say(shellWords(language, "ready"));
      showWindow(asked, served.value.address());
      const exitCode = await Promise.race([stopped.promise, bug.promise]);
      say(shellWords(language, "stopping"));
      await served.value.close();
      // After a bug nothing of this process can be trusted any more: what is on disk decides at the next start.
      if (exitCode !== EXIT.bug) await close();
      return exitCode;
    },
  );
}

function showWindow({ dataDirectory, language, isHeadless, isKiosk }: Asked, address: string): void {
  const machine = thisMachine();
  const browser = isHeadless ? "noDisplay" : findBrowser(machine);
  if (browser === "noBrowser" || browser === "noDisplay") {
    if (!isHeadless) say(shellWords(language, browser));
    say(shellWords(language, "address", { address }));
    return;
  }
  const profileDirectory = join(dataDirectory, "browser-profile");
  openBrowser(
    browser,
    { address, profileDirectory, isKiosk, width: 1280, height: 860, left: 0 },
    machine.isRoot,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(exitCode: ExitCode, sentence: string): ExitCode {
  process.stderr.write(`${sentence}\n`);
  return exitCode;
}

/** Runs until somebody stops it, or a bug does. */
export async function runBrowserShell(argv: readonly string[]): Promise<ExitCode> {
  let asked: Asked | "help";
  try {
    asked = readArguments(argv);
  } catch (error) {
    return fail(EXIT.usage, `${error instanceof Error ? error.message : ""}\n\n${HELP}`);
  }
  if (asked !== "help") return run(asked);
  say(HELP);
  return EXIT.done;
}
