import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import { installedElectron } from "../../simulators/dock/electron-binary.ts";

/** A start on a loaded machine: pages are built before. */
const START_MS = 60_000;

export type ShopOptions = {
  readonly language: "zh-CN" | "en";
  readonly shell: "browser" | "electron";
};

/** Addresses as they are printed, in either language. */
const TILL = /^(?:Till|终端) +(\S+)$/m;
const DOCK = /^(?:Dock|柜台) +(\S+)$/m;

/** A shop that was opened as `npm start` does it, with its till, its dock and its bank, in a process of its own. */
export class ShopProcess {
  readonly directory = mkdtempSync(join(tmpdir(), "jinka-e2e-"));
  readonly #options: ShopOptions;
  #child: ChildProcess | undefined;
  #electron: ElectronApplication | undefined;
  #out = "";

  private constructor(options: ShopOptions) {
    this.#options = options;
  }

  static async open(options: ShopOptions): Promise<ShopProcess> {
    const shop = new ShopProcess(options);
    await shop.start();
    return shop;
  }

  /** Opens the same shop again, on the same ports. */
  async start(): Promise<void> {
    this.#out = "";
    const { language, shell } = this.#options;
    const words = ["--lang", language, "--data-dir", this.directory];
    const child = shell === "electron" ? await this.#startElectron(words) : startBrowserShell(words);
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#out += text;
      });
    const limit = AbortSignal.timeout(START_MS);
    while (this.#address(DOCK) === "") {
      if (child.exitCode !== null || child.stdout === null)
        throw new Error(`the shop does not open: ${this.#out}`);
      await once(child.stdout, "data", { signal: limit }).catch((error: unknown) => {
        throw new Error(`the shop does not open: ${this.#out}`, { cause: error });
      });
    }
  }

  /** The till as somebody has it who has just opened the shop: its own window, or a page of this browser. */
  async tillPage(browserPage: Page): Promise<Page> {
    const electron = this.#electron;
    if (electron === undefined) {
      await browserPage.goto(this.tillAddress);
      return browserPage;
    }
    const isTill = (page: Page) => page.url().startsWith("jinka://");
    return electron.windows().find(isTill) ?? (await electron.waitForEvent("window", { predicate: isTill }));
  }

  /** With tokens that were printed once, so each is good for one browser. */
  get tillAddress(): string {
    return this.#address(TILL);
  }

  get dockAddress(): string {
    return this.#address(DOCK);
  }

  /** What the terminal's log says of broken beliefs; there must be nothing. */
  get bugs(): readonly string[] {
    try {
      const log = readFileSync(join(this.directory, "till", "log", "jinka.log"), "utf8");
      return log.split("\n").filter((line) => /"event":"(bug|unknownEvent)"/.test(line));
    } catch {
      return [];
    }
  }

  /** Ctrl-C. */
  stop(): Promise<number | null> {
    return this.#end("SIGINT");
  }

  /** As the power would. */
  kill(): Promise<number | null> {
    return this.#end("SIGKILL");
  }

  /** The process says nothing more, and loses nothing: as one that the machine has no time for. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #startElectron(words: readonly string[]): Promise<ChildProcess> {
    const program = installedElectron();
    if (!program.ok) throw new Error(`no Electron: ${program.fault}`);
    this.#electron = await _electron.launch({
      executablePath: program.value,
      args: ["simulators/dock/electron.ts", ...words],
    });
    return this.#electron.process();
  }

  #address(pattern: RegExp): string {
    return pattern.exec(this.#out)?.[1] ?? "";
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    this.#electron = undefined;
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
    const closed = once(child, "close");
    child.kill(signal);
    const [code] = (await closed) as [number | null];
    return code;
  }
}

function startBrowserShell(words: readonly string[]): ChildProcess {
  const entry = ["simulators/dock/start.ts", "--shell", "browser", "--headless"];
  return spawn(process.execPath, [...entry, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}
