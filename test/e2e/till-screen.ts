import { type CDPSession, expect, type Locator, type Page } from "@playwright/test";
import { say as sayOfTerminal } from "../../main/domain/text/say.ts";
import type { TextKey } from "../../renderer/text/en.ts";
import { type Gaps, say } from "../../renderer/text/say.ts";

/** Between two characters of a scanner, and of a person who types. */
const SCANNER_GAP_MS = 4;
const PERSON_GAP_MS = 90;

type TerminalTextKey = Parameters<typeof sayOfTerminal>[1];

/** The glass and the keyboard: what every hand at the till works with, whatever it is about. */
export class TillScreen {
  readonly page: Page;
  /** What the screen speaks now. */
  language: "zh-CN" | "en";
  #devTools: CDPSession | undefined;
  #lastKeyMs = 0;

  constructor(page: Page, language: "zh-CN" | "en") {
    this.page = page;
    this.language = language;
  }

  /** A word of the screen in its present language. */
  say(key: TextKey, gaps?: Gaps): string {
    return say(this.language, key, gaps);
  }

  /** A sentence of the terminal in the present language of the screen. */
  sayOfTerminal(key: TerminalTextKey, gaps?: Readonly<Record<string, string | number>>): string {
    return sayOfTerminal(this.language, key, gaps);
  }

  button(key: TextKey, gaps?: Gaps): Locator {
    return this.page.getByRole("button", { name: this.say(key, gaps), exact: true });
  }

  region(key: TextKey): Locator {
    return this.page.getByRole("region", { name: this.say(key), exact: true });
  }

  dialog(key: TextKey, gaps?: Gaps): Locator {
    return this.page.getByRole("dialog", { name: this.say(key, gaps), exact: true });
  }

  /** The one thing that the screen is about. */
  get main(): Locator {
    return this.page.getByRole("main");
  }

  async press(key: TextKey, gaps?: Gaps): Promise<void> {
    await this.button(key, gaps).click();
  }

  /** Keys with a name, one after the other: `F9`, `Escape`, `Alt+M`. */
  async keys(...names: string[]): Promise<void> {
    for (const name of names) {
      if ([...name].length === 1) await this.type(name);
      else await this.page.keyboard.press(name);
    }
  }

  /**
   * Somebody types. The keys are given to the browser at once and with the times of a hand, so that a busy machine makes
   * neither a scanner of a person nor a person of a scanner.
   */
  async type(text: string): Promise<void> {
    await this.#strike([...text], PERSON_GAP_MS);
  }

  /** The scanner is a keyboard that types fast; it works from anywhere. */
  async scan(code: string): Promise<void> {
    await this.#strike([...code, "Enter"], SCANNER_GAP_MS);
  }

  /** Enter for the likely action, again until it has been taken: one right behind another screen's is not meant for it. */
  async likelyKey(likely: Locator): Promise<void> {
    await expect(async () => {
      await this.page.keyboard.press("Enter");
      await expect(likely).toBeHidden({ timeout: 400 });
    }).toPass();
  }

  /** Which of these keys the page leaves to the browser. */
  keysOfTheBrowser(keys: readonly string[]): Promise<string[]> {
    return this.page.evaluate(`${JSON.stringify(keys)}.filter((key) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return !event.defaultPrevented;
    })`);
  }

  /** Figures into whatever keypad the screen has. */
  async typeOnPad(keys: string): Promise<void> {
    const pad = this.page.getByRole("group", { name: this.say("pad.label") }).last();
    for (const key of keys) await pad.getByRole("button", { name: key, exact: true }).click();
  }

  /** A sentence that lies beside the basket, of the terminal or of the page. */
  async expectNotice(words: string | RegExp): Promise<void> {
    await expect(this.page.locator(".notices").getByText(words).first()).toBeVisible();
  }

  /** The sentence on a screen that is about one thing. */
  async expectSentence(words: string | RegExp): Promise<void> {
    await expect(this.main.getByText(words).first()).toBeVisible();
  }

  /** Everything that was said is read. */
  async readNotices(): Promise<void> {
    const notices = this.page.locator(".notice");
    for (let count = await notices.count(); count > 0; count = await notices.count()) {
      await notices
        .first()
        .getByRole("button", { name: this.say("button.dismiss") })
        .click();
      await expect(notices).toHaveCount(count - 1);
    }
  }

  async #strike(keys: readonly string[], gapMs: number): Promise<void> {
    this.#devTools ??= await this.page.context().newCDPSession(this.page);
    const devTools = this.#devTools;
    // Whoever strikes next begins behind the last key, whatever the machine's clock says of it.
    const begunMs = Math.max(Date.now(), this.#lastKeyMs + PERSON_GAP_MS);
    this.#lastKeyMs = begunMs + (keys.length - 1) * gapMs;
    const struck = keys.flatMap((key, i) => {
      const timestamp = (begunMs + i * gapMs) / 1000;
      const text = key === "Enter" ? "\r" : key;
      return [
        devTools.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, timestamp }),
        devTools.send("Input.dispatchKeyEvent", { type: "keyUp", key, timestamp }),
      ];
    });
    await Promise.all(struck);
  }
}
