import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES, type Language } from "../main/domain/text/language.ts";
import { runDemo } from "../simulators/dock/demo/run-demo.ts";

/**
 * Takes the pictures of the demo's day in `docs/pictures` anew: the chart, the Z, the settlement and a slip that was
 * approved offline, in both languages. Needs no device and no package. Run: `node tools/take-demo-pictures.ts`.
 */

const FOLDER = fileURLToPath(new URL("../docs/pictures", import.meta.url));

const SEED = 1;

/** What a paper says that is taken, without blanks; the first one that says all of it. */
const PAPERS: Readonly<Record<Language, Readonly<Record<string, readonly string[]>>>> = {
  "zh-CN": {
    z: ["结班报表Z"],
    settlement: ["结算单"],
    "offline-slip": ["离线批准", "商户存根"],
    "split-receipt": ["谢谢惠顾", "现金", "银行卡6228"],
  },
  en: {
    z: ["ZREPORT"],
    settlement: ["SETTLEMENT"],
    "offline-slip": ["Approvedoffline", "MERCHANTCOPY"],
    "split-receipt": ["Thankyou", "Cash", "Card6228"],
  },
};

async function takePictures(language: Language): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "jinka-pictures-"));
  try {
    const writeLine = (line: string): void => console.log(line);
    const played = await runDemo({ directory, language, seed: SEED, takesRealParts: false, writeLine });
    if (!played.ok || !played.value.agrees) throw new Error("pictures are taken only of a day that held");
    const suffix = language === "zh-CN" ? "zh" : "en";
    copyFileSync(join(directory, "day.png"), join(FOLDER, `day-${suffix}.png`));
    for (const [name, words] of Object.entries(PAPERS[language])) {
      copyFileSync(pictureWith(join(directory, "paper"), words), join(FOLDER, `${name}-${suffix}.png`));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function pictureWith(folder: string, words: readonly string[]): string {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort();
  const found = texts.find((name) => {
    const text = readFileSync(join(folder, name), "utf8").replace(/\s+/g, "");
    return words.every((part) => text.includes(part));
  });
  if (found === undefined) throw new Error(`no paper says ${words.join(" and ")}`);
  return join(folder, found.replace(/txt$/, "png"));
}

mkdirSync(FOLDER, { recursive: true });
for (const language of LANGUAGES) await takePictures(language);
console.log(`The pictures are in ${FOLDER}.`);
