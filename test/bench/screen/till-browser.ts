import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { PATHS } from "../../../main/ipc/transport.ts";
import { type Bridge, connect, loopbackWire } from "../../../renderer/bridge.ts";
import { chromiumProgram } from "../../e2e/chromium.ts";
import { installPageProbe } from "./page-probe.ts";

/** A till's screen as shops buy it. */
const VIEWPORT = { width: 1280, height: 800 };

/**
 * `screen`: frames come sixty times a second, as on a screen. `atOnce`: a frame comes as soon as something has changed,
 * so that what is timed is work and not waiting for the screen's next turn.
 */
export type Frames = "screen" | "atOnce";

export function hasBrowser(): boolean {
  return chromiumProgram() !== undefined;
}

export async function withBrowser<T>(frames: Frames, use: (browser: Browser) => Promise<T>): Promise<T> {
  const program = chromiumProgram();
  const browser = await chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    args: [
      // Its sandbox needs what containers and root do not have; the page is our own.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ...(frames === "atOnce" ? ["--disable-frame-rate-limit", "--disable-gpu-vsync"] : []),
    ],
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

/** A till's page in a browser, and a hand that gives commands past the page, on the same line. */
export class TillBrowser {
  readonly page: Page;
  readonly hand: Bridge;

  private constructor(page: Page, hand: Bridge) {
    this.page = page;
    this.hand = hand;
  }

  static async with<T>(
    browser: Browser,
    address: string,
    use: (till: TillBrowser) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: "zh-CN" });
    try {
      const page = await context.newPage();
      await page.addInitScript(installPageProbe, PATHS.query);
      await page.goto(address);
      const hand = connect(loopbackWire(new URL(address).origin, await passOf(context, address)));
      try {
        return await use(new TillBrowser(page, hand));
      } finally {
        hand.close();
      }
    } finally {
      await context.close();
    }
  }

  /** In the basket that every window shows. */
  get lineCount(): number {
    return this.hand.view?.basket.lines.length ?? 0;
  }

  /** Signs in, and waits until goods can be sold. */
  async signIn(): Promise<void> {
    await this.give({ kind: "signIn", operator: "li", pin: "2468" });
    await this.page.locator("[data-screen=selling]").waitFor();
  }

  /** Carries out a command that cannot be refused. */
  async give(command: Parameters<Bridge["send"]>[0]): Promise<void> {
    const answer = await this.hand.send(command);
    if (!answer.ok) throw new Error(`${command.kind}: ${answer.kind} ${answer.sentence}`);
  }
}

/** What the page shows with each request. */
async function passOf(context: BrowserContext, address: string): Promise<{ cookie: string; origin: string }> {
  const { origin } = new URL(address);
  const cookies = await context.cookies(origin);
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "), origin };
}
