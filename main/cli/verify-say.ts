import type { LogDifference } from "../audit/verify-log.ts";
import { formatYuan } from "../domain/money.ts";
import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { say } from "../domain/text/say.ts";
import { sixDigits } from "../domain/text/six-digits.ts";
import type { JournalDifference } from "../store/journal-difference.ts";
import { VERIFY_EN, VERIFY_ZH, type VerifyKey } from "./verify-text-tables.ts";

export function sayOfVerify(language: Language, key: VerifyKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? VERIFY_EN : VERIFY_ZH)[key], parameters);
}

/** What differs, where, and why most likely, in one sentence. Contents of rows are left out: places are enough to find them. */
export function differenceSentence(difference: JournalDifference, language: Language): string {
  switch (difference.kind) {
    case "booksContradict": {
      const { seq, why, reference, differenceFen = 0n } = difference;
      const parameters = { seq, reference, amount: formatYuan(differenceFen) };
      return sayOfVerify(language, `booksContradict.${why}`, parameters);
    }
    case "drawerDiffers": {
      const { seq, zNumber, differenceFen } = difference;
      return sayOfVerify(language, "drawerDiffers", { seq, zNumber, amount: formatYuan(differenceFen) });
    }
    case "batchDiffers":
      return sayOfVerify(language, "batchDiffers", {
        ...difference,
        batchNumber: sixDigits(difference.batchNumber),
      });
    case "numberGap":
      return sayOfVerify(language, "numberGap", {
        ...difference,
        series: sayOfVerify(language, `series.${difference.series}`),
      });
    case "documentMissing":
    case "documentUnfounded": {
      const { kind, seq, document, number } = difference;
      const name = say(language, `cli.paper.${document}`, { number: "" }).trim();
      return sayOfVerify(language, kind, { seq, document: name, number });
    }
    case "sealedRecordMissing":
    case "sealedRecordChanged": {
      const { kind, owner, key } = difference;
      return sayOfVerify(language, kind, { key, owner: sayOfVerify(language, `owner.${owner}`) });
    }
    default: {
      const { kind, ...parameters } = difference;
      return sayOfVerify(language, kind, parameters);
    }
  }
}

export function logDifferenceSentence(difference: LogDifference, language: Language): string {
  const { kind, ...parameters } = difference;
  return sayOfVerify(language, `log.${kind}`, parameters);
}
