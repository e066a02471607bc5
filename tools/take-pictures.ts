import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { RealCounter } from "../test/support/real-counter.ts";

/**
 * Takes the pictures of `docs/pictures` anew: a real card sale over `pcscd` and serial lines, printed by the simulated
 * printer. Needs what the hardware lane needs (root, `pcscd`, `vsmartcard-vpcd`, `socat`). Run: `node tools/take-pictures.ts`.
 */

const FOLDER = fileURLToPath(new URL("../docs/pictures", import.meta.url));

const LI = ["--operator", "li"];
const BASKET = ["--item", "6901001100000", "--item", "6901002106858*6", "--item", "6901005130140*2"];

/** One sale, paid with a little cash and the rest by a card that wants a signature; gives the sale's papers. */
async function sell(counter: RealCounter, words: { readonly receipt: string; readonly slip: string }) {
  await counter.insert("credit");
  const pay = ["--pay", "cash:20", "--pay", "card", "--signature", "yes", "--same-card", "yes"];
  await counter.must(["sale", ...LI, ...BASKET, ...pay]);
  return { receipt: await counter.paper(words.receipt), slip: await counter.paper(words.slip) };
}

const GAP = 32;
const BACKGROUND = "#E4E0D6";

/** Papers side by side, as they hang on a board. */
async function sideBySide(files: readonly string[]): Promise<Buffer> {
  const images = await Promise.all(files.map((file) => loadImage(file)));
  const width = images.reduce((sum, image) => sum + image.width + GAP, GAP);
  const height = Math.max(...images.map((image) => image.height)) + 2 * GAP;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = BACKGROUND;
  context.fillRect(0, 0, width, height);
  let left = GAP;
  for (const image of images) {
    context.drawImage(image, left, GAP);
    left += image.width + GAP;
  }
  return canvas.toBuffer("image/png");
}

async function takePictures(counter: RealCounter): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await counter.setUp();
  await counter.must(["operator", "add", "li"]);
  await counter.loadKeys();
  await counter.must(["shift", "open", ...LI, "--float", "200"]);
  const chinese = await sell(counter, { receipt: "小票号 000001", slip: "商户存根" });
  await counter.insert("debit");
  await counter.must(["sale", ...LI, "--item", "6901001104114*2", "--pay", "card"]);
  await counter.must(["void", ...LI, "--receipt", "2"]);
  await counter.must(["shift", "close", ...LI, "--counted", "220.00"]);
  const z = await counter.paper("结班报表");
  await counter.setUp((file) => ({ ...file, language: "en" }));
  await counter.must(["shift", "open", ...LI, "--float", "200"]);
  const english = await sell(counter, { receipt: "Receipt 000004", slip: "MERCHANT COPY" });
  copyFileSync(`${chinese.receipt}.png`, join(FOLDER, "receipt-zh.png"));
  copyFileSync(`${chinese.slip}.png`, join(FOLDER, "card-slip-zh.png"));
  copyFileSync(`${english.receipt}.png`, join(FOLDER, "receipt-en.png"));
  copyFileSync(`${english.slip}.png`, join(FOLDER, "card-slip-en.png"));
  const papers = [chinese.slip, chinese.receipt, z].map((path) => `${path}.png`);
  writeFileSync(join(FOLDER, "papers.png"), await sideBySide(papers));
}

const counter = await RealCounter.open();
try {
  await takePictures(counter);
} finally {
  await counter.close();
}
console.log(`The pictures are in ${FOLDER}.`);
