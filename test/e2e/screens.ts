import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { SHOTS, type Shot } from "./screen-shots-table.ts";
import { withStories } from "./stories-server.ts";

/**
 * Pictures of every state of the till, without a terminal: `node test/e2e/screens.ts`. Those that are kept go to
 * `docs/screens`; with `--all DIR` every size, language and theme goes to DIR. `--only PATTERN`, `--size s`, `l` or `p` and
 * `--theme` take some.
 */

const KEPT = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
const CHROMIUM = process.env["JINKA_CHROMIUM"] ?? "/usr/bin/chromium";

const SIZES = { s: [1024, 768], l: [1920, 1080], p: [1080, 1920] } as const;
type Size = keyof typeof SIZES;

type Picture = {
  readonly shot: Shot;
  readonly language: "zh-CN" | "en";
  readonly size: Size;
  readonly theme: "light" | "dark";
};

const { values } = parseArgs({
  options: {
    all: { type: "string" },
    only: { type: "string" },
    size: { type: "string" },
    theme: { type: "string" },
  },
});

function kept(): Picture[] {
  const light = { size: "s", theme: "light" } as const;
  return SHOTS.flatMap((shot) => [
    { shot, language: "zh-CN", ...light } as const,
    // Windows look the same in both languages; states have other sentences.
    ...(shot.act === undefined || shot.isState === true ? [{ shot, language: "en", ...light } as const] : []),
    ...(shot.extras ?? []).map((extra) => ({ shot, language: "zh-CN", ...light, ...extra }) as const),
  ]);
}

function every(): Picture[] {
  return SHOTS.flatMap((shot) =>
    (["zh-CN", "en"] as const).flatMap((language) =>
      (Object.keys(SIZES) as Size[]).flatMap((size) =>
        (["light", "dark"] as const).map((theme) => ({ shot, language, size, theme })),
      ),
    ),
  );
}

async function take(browser: Browser, address: string, picture: Picture, folder: string): Promise<void> {
  const { shot, language, size, theme } = picture;
  const [width, height] = SIZES[size];
  const page = await browser.newPage({
    viewport: { width, height },
    // Large screens are kept at half their size: they show the arrangement.
    deviceScaleFactor: size === "s" || values.all !== undefined ? 1 : 0.5,
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const troubles: string[] = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  const connection = shot.connection === undefined ? "" : `&connection=${shot.connection}`;
  await page.goto(`${address}#${shot.story}?lang=${language}${connection}`);
  await settle(page);
  await shot.act?.(page);
  await settle(page);
  const suffix = `${size === "s" ? "" : `-${width}x${height}`}${theme === "dark" ? "-dark" : ""}`;
  const name = `${shot.name}-${language === "en" ? "en" : "zh"}${suffix}.png`;
  await page.screenshot({ path: join(folder, name) });
  await page.close();
  if (troubles.length > 0) throw new Error(`${name}: ${troubles.join("; ")}`);
}

/** The fonts are there, papers have come, and codes on them are drawn. */
async function settle(page: Page): Promise<void> {
  await page.locator(".frame, .opening").first().waitFor();
  for (const weight of [400, 700]) {
    await page.evaluate(`document.fonts.load('${weight} 16px "Noto Sans SC"', "金")`);
  }
  await page.locator(".papers[aria-busy]").waitFor({ state: "detached" });
  await page.locator(".paper-qr:empty").waitFor({ state: "detached" });
  await page.evaluate("Promise.all([...document.images].map((image) => image.decode()))");
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}

await withStories(async (address) => {
  const folder = values.all === undefined ? KEPT : values.all;
  mkdirSync(dirname(join(folder, "x")), { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM });
  try {
    const pictures = (values.all === undefined ? kept() : every()).filter(({ shot, size, theme }) => {
      const isAsked = values.only === undefined || new RegExp(values.only).test(shot.name);
      return isAsked && (values.size ?? size) === size && (values.theme ?? theme) === theme;
    });
    for (const picture of pictures) await take(browser, address, picture, folder);
    console.log(`${pictures.length} pictures in ${folder}`);
  } finally {
    await browser.close();
  }
});
