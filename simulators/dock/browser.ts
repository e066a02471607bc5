import { join } from "node:path";
import { EXIT, type ExitCode } from "../../main/cli/exit-code.ts";
import { withStopSignals } from "../../main/cli/stop-signals.ts";
import { findBrowser, openBrowser, thisMachine } from "../../main/ipc/installed-browser.ts";
import type { LoopbackServer } from "../../main/ipc/loopback-server.ts";
import { serveTill } from "../../main/ipc/serve-till.ts";
import { noteBug } from "../../main/note-bug.ts";
import { TILL_PAGES } from "../../main/page-places.ts";
import { type OpenedDock, openDock, tillDirectoryOf } from "./open-dock.ts";
import type { StartOptions } from "./start-arguments.ts";
import { type StartWord, startWords } from "./start-words-table.ts";

/** Side by side on a screen of 1920; on a smaller one they overlap. */
const TILL_WINDOW = { width: 1180, height: 900, left: 0 };
const DOCK_WINDOW = { width: 740, height: 900, left: 1180 };

/** The dock in the browser shell: till and dock behind a loopback server each, in two app windows. */
export async function runInBrowser(options: StartOptions): Promise<ExitCode> {
  const { directory, language, givenLanguage, port } = options;
  const say = (key: StartWord, parameters: Readonly<Record<string, string | number>> = {}) =>
    process.stdout.write(`${startWords(language, key, parameters)}\n`);
  const fail = (
    exitCode: ExitCode,
    key: StartWord,
    parameters: Readonly<Record<string, string | number>>,
  ) => {
    process.stderr.write(`${startWords(language, key, parameters)}\n`);
    return exitCode;
  };
  const bug = Promise.withResolvers<ExitCode>();
  const onBug = (error: unknown) => {
    const detail = noteBug(tillDirectoryOf(directory), error);
    bug.resolve(fail(EXIT.bug, "bug", { detail }));
  };
  say("opening");
  const opened = await openDock({
    directory,
    onBug,
    ...(givenLanguage === undefined ? {} : { language: givenLanguage }),
  });
  if (!opened.ok) return fail(EXIT.outOfService, "cannotOpen", { detail: opened.fault });
  const { till, tillDirectory } = opened.value;
  const served = await serveTill({
    ...{ checkout: till.checkout, dataDirectory: tillDirectory, pagesDirectory: TILL_PAGES, onBug },
    ...(port === undefined ? {} : { port }),
  });
  if (!served.ok) {
    await opened.value.close();
    return fail(EXIT.unavailable, "cannotListen", served.fault);
  }
  const stopped = Promise.withResolvers<ExitCode>();
  return withStopSignals(
    () => stopped.resolve(EXIT.done),
    async () => {
      say("ready");
      show(options, served.value, opened.value, say);
      const exitCode = await Promise.race([stopped.promise, bug.promise]);
      say("stopping");
      await served.value.close();
      if (exitCode !== EXIT.bug) await opened.value.close();
      return exitCode;
    },
  );
}

function show(
  { directory, isHeadless }: StartOptions,
  tillServer: LoopbackServer,
  dock: OpenedDock,
  say: (key: StartWord, parameters?: Readonly<Record<string, string>>) => void,
): void {
  const { language } = dock.till.checkout.view();
  const printAddresses = () => {
    say("till", { address: tillServer.address() });
    say("dock", { address: dock.server.address({ lang: language }) });
  };
  const machine = thisMachine();
  const browser = isHeadless ? "noDisplay" : findBrowser(machine);
  if (browser === "noBrowser" || browser === "noDisplay") {
    if (!isHeadless) say(browser);
    printAddresses();
  } else {
    const profileDirectory = join(directory, "browser-profile");
    const open = (address: string, place: typeof TILL_WINDOW) =>
      openBrowser(browser, { address, profileDirectory, ...place }, machine.isRoot);
    open(dock.server.address({ lang: language }), DOCK_WINDOW);
    open(tillServer.address(), TILL_WINDOW);
  }
  if (!process.stdin.isTTY) return;
  say("enter");
  process.stdin.on("data", printAddresses);
}
