import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TillCommand } from "../../main/ipc/contract.ts";
import { chromiumProgram } from "./chromium.ts";
import { SHOTS } from "./screen-shots-table.ts";
import { withStories } from "./stories-server.ts";

/** The page over made-up views: what needs no terminal is proved here, in the browser that people use. */

const program = chromiumProgram();

let browser: Browser;
let address = "";
let stop: () => void = () => undefined;
let served: Promise<void>;

beforeAll(async () => {
  await new Promise<void>((ready, fail) => {
    served = withStories((at) => {
      address = at;
      ready();
      return new Promise<void>((resolve) => {
        stop = resolve;
      });
    });
    served.catch(fail);
  });
  browser = await chromium.launch({
    ...(program === undefined ? {} : { executablePath: program }),
    // Its sandbox needs what containers and root do not have; the page is our own.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  stop();
  await served;
});

type Wishes = {
  readonly theme?: "light" | "dark";
  readonly language?: "zh-CN" | "en";
  readonly connection?: string;
};

/** Opens a story, and fails afterwards on anything that the page has complained about. */
async function withPage(story: string, wishes: Wishes, run: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1024, height: 768 },
    colorScheme: wishes.theme ?? "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  try {
    const connection = wishes.connection === undefined ? "" : `&connection=${wishes.connection}`;
    await page.goto(`${address}#${story}?lang=${wishes.language ?? "en"}${connection}`);
    await page.locator(".frame").waitFor();
    await run(page);
    expect(troubles).toEqual([]);
  } finally {
    await context.close();
  }
}

async function sent(page: Page): Promise<TillCommand[]> {
  return (await page.evaluate("jinkaStory.sent")) as TillCommand[];
}

/** As a scanner does it, at once: keys that travel one by one from here come as slowly as this machine is busy. */
async function scan(page: Page, code: string): Promise<void> {
  await page.evaluate(`for (const key of [...${JSON.stringify(code)}, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }`);
}

describe("every state of the till", () => {
  it.concurrent.each(SHOTS)(
    "has nothing serious for axe to find: $name",
    async ({ story, act, connection }) => {
      for (const theme of ["light", "dark"] as const) {
        const wishes = {
          theme,
          language: theme === "light" ? "zh-CN" : "en",
          ...(connection && { connection }),
        } as const;
        await withPage(story, wishes, async (page) => {
          await act?.(page);
          const { violations } = await new AxeBuilder({ page }).analyze();
          const serious = violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
          expect(serious, `${story} ${theme}`).toEqual([]);
        });
      }
    },
  );

  it.each(["selling", "tender", "locked", "done-cash", "card-application"])(
    "has nothing smaller than a finger: %s",
    async (story) => {
      await withPage(story, {}, async (page) => {
        const small = await page.evaluate(`[...document.querySelectorAll("button, input")]
          .map((element) => ({ name: element.textContent, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 42 || box.width < 42))
          .map(({ name, box }) => name + " " + box.width + "x" + box.height)`);
        expect(small).toEqual([]);
      });
    },
  );
});

describe("a scanner", () => {
  it.each(["selling", "idle"])("is heard without any focus: %s", async (story) => {
    await withPage(story, {}, async (page) => {
      await page.evaluate("document.activeElement.blur()");
      await scan(page, "6901001100000");
      await expect.poll(() => sent(page)).toEqual([{ kind: "scan", code: "6901001100000" }]);
      expect(await page.getByRole("combobox", { name: "Search or scan" }).inputValue()).toBe("");
    });
  });

  it("leaves the search field as it was", async () => {
    await withPage("selling", {}, async (page) => {
      const field = page.getByRole("combobox", { name: "Search or scan" });
      await field.fill("milk");
      // What reaches a field before it is clear that a scanner types.
      await page.evaluate(`(() => {
        const field = document.activeElement;
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
        for (const key of [..."6901001102745", "Enter"]) {
          const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
          if (!field.dispatchEvent(event) || key.length > 1) continue;
          set.call(field, field.value + key);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
      })()`);
      await expect.poll(() => sent(page)).toEqual([{ kind: "scan", code: "6901001102745" }]);
      expect(await field.inputValue()).toBe("milk");
    });
  });

  it("may scan the same bottle twice", async () => {
    await withPage("selling", {}, async (page) => {
      await scan(page, "6901001102745");
      await scan(page, "6901001102745");
      await expect.poll(async () => (await sent(page)).length).toBe(2);
    });
  });

  it("says so when a code is too short, unknown, or came while a window was open", async () => {
    await withPage("selling", {}, async (page) => {
      await scan(page, "1234");
      await page.getByText("“1234” is too short for a scan").waitFor();
      await scan(page, "6999999999999");
      await page.getByText("No item 6999999999999").waitFor();
      await page.keyboard.press("F7");
      await page.getByRole("dialog", { name: "Give a discount" }).waitFor();
      await scan(page, "6901001100000");
      await page.getByText("“6901001100000” was scanned while a window was open").waitFor();
      expect(await page.getByRole("button", { name: "Give discount" }).isDisabled()).toBe(true);
      expect((await sent(page)).map(({ kind }) => kind)).toEqual(["scan"]);
    });
  });

  it("asks for the price in the price check, and sells nothing", async () => {
    await withPage("selling", {}, async (page) => {
      await page.keyboard.press("F3");
      await page.getByRole("dialog", { name: "Price check" }).waitFor();
      await scan(page, "6901001100000");
      await page.getByRole("dialog").getByText("6901001100000 龙井茶 50克").first().waitFor();
      expect(await sent(page)).toEqual([]);
    });
  });

  it("is not heard by a PIN, and a PIN that is typed in a hurry is no scan", async () => {
    await withPage("locked", {}, async (page) => {
      await scan(page, "6901001100000");
      await page.getByLabel("0 digits typed").waitFor();
      expect(await sent(page)).toEqual([]);
      await scan(page, "2468");
      await expect.poll(() => sent(page)).toEqual([{ kind: "signIn", operator: "王芳", pin: "2468" }]);
    });
  });
});

describe("the hand", () => {
  it("double-clicks and has one effect, also when the screen changes below it", async () => {
    await withPage("tender", {}, async (page) => {
      await page.getByRole("button", { name: "Exact 112.86" }).dblclick();
      expect(await sent(page)).toEqual([{ kind: "tenderCash", givenFen: 11_286 }]);
    });
  });

  it("holds a key down and has one effect", async () => {
    await withPage("tender", {}, async (page) => {
      for (let i = 0; i < 5; i++) await page.keyboard.down("F10");
      await page.keyboard.up("F10");
      const [only, ...others] = await sent(page);
      expect(others).toEqual([]);
      expect(only?.kind).toBe("startPayment");
    });
  });

  it("keeps one name for a payment that no view has shown, also after a reload", async () => {
    await withPage("tender", {}, async (page) => {
      await page.keyboard.press("F10");
      const [before] = await sent(page);
      await page.reload();
      await page.locator(".frame").waitFor();
      await page.keyboard.press("F10");
      expect(await sent(page)).toEqual([before]);
    });
  });

  it("counts each press of +", async () => {
    await withPage("selling", {}, async (page) => {
      await page.keyboard.press("+", { delay: 30 });
      await page.waitForTimeout(60);
      await page.keyboard.press("+", { delay: 30 });
      const quantities = (await sent(page)).map(
        (command) => "quantityMilli" in command && command.quantityMilli,
      );
      expect(quantities[0]).toBe(3000);
      expect(quantities).toHaveLength(2);
    });
  });

  it("needs no mouse: search, choose, weigh", async () => {
    await withPage("selling", {}, async (page) => {
      await page.keyboard.press("F2");
      await page.keyboard.type("hfs", { delay: 80 });
      await page.getByRole("option", { name: /Fuji apples/ }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "Weight in kilograms" }).waitFor();
      await page.keyboard.type("0.655", { delay: 80 });
      await page.keyboard.press("Enter");
      expect(await sent(page)).toEqual([{ kind: "addItem", code: "2000010", quantityMilli: 655 }]);
    });
  });

  it("presses function keys that the browser would take", async () => {
    await withPage("selling", {}, async (page) => {
      await page.evaluate("globalThis.isSamePage = true");
      for (const key of ["F1", "Escape", "F3", "Escape", "F5", "Escape", "F6", "F11", "F12"])
        await page.keyboard.press(key);
      expect(await page.evaluate("globalThis.isSamePage")).toBe(true);
      expect((await sent(page)).map(({ kind }) => kind)).toEqual(["beginTender"]);
      const isPrevented = await page.evaluate(`["F1","F3","F5","F6","F7","F10","F11","F12"].every((key) => {
        const event = new KeyboardEvent("keydown", { key, cancelable: true, bubbles: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
      })`);
      expect(isPrevented).toBe(true);
    });
  });

  it("changes the language in the middle of a sale", async () => {
    await withPage("selling", { language: "zh-CN" }, async (page) => {
      await page.getByRole("button", { name: /切换到英文/ }).click();
      await page.getByRole("button", { name: "Cash" }).waitFor();
      await page.keyboard.press("Alt+l");
      await page.getByRole("button", { name: "现金" }).waitFor();
    });
  });

  it("does not press the next screen's button with the same Enter", async () => {
    await withPage("tender", {}, async (page) => {
      await page.keyboard.press("Enter");
      await page.evaluate("jinkaStory.show('done-cash')");
      await page.getByRole("button", { name: "Next customer" }).waitFor();
      await page.keyboard.press("Enter");
      expect((await sent(page)).map(({ kind }) => kind)).toEqual(["tenderCash"]);
    });
  });
});

describe("the line between page and terminal", () => {
  it("is said to be lost, and heals by itself", async () => {
    await withPage("selling", {}, async (page) => {
      await page.evaluate("jinkaStory.become('lost')");
      await page.getByRole("alert").getByText("The terminal does not answer").waitFor();
      await page.evaluate("jinkaStory.become('connected')");
      await page.getByRole("alert").waitFor({ state: "detached" });
    });
  });
});

describe("long lists and long words", () => {
  it("draw only the rows that are seen of 300,000", async () => {
    await withPage("selling", {}, async (page) => {
      await page.getByRole("option").first().waitFor();
      await page.evaluate("document.querySelector('.results').scrollTo(0, 9_000_000)");
      await page.getByText("69000", { exact: false }).first().waitFor();
      expect(await page.getByRole("option").count()).toBeLessThan(40);
    });
  });

  it("keep the page in its window", async () => {
    for (const story of ["selling-long", "selling-offline", "tender-half-paid", "selling-notices"]) {
      await withPage(story, {}, async (page) => {
        const size = await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]",
        );
        expect(size).toEqual([1024, 768]);
      });
    }
  });
});
