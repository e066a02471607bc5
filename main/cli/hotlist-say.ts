import type { InstallHotlistFault, InstallProgress } from "../config/hotlist/install-hotlist-file.ts";
import type { SignFault } from "../config/hotlist/sign-hotlist-file.ts";
import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import type { HotlistFault } from "../ports/hotlist.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { HOTLIST_EN, HOTLIST_ZH, type HotlistKey } from "./hotlist-text-tables.ts";
import type { Output } from "./output.ts";

export function sayOfHotlist(language: Language, key: HotlistKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? HOTLIST_EN : HOTLIST_ZH)[key], parameters);
}

/** Why a list was not taken over or not signed; the one before is still in force. */
export function failOfHotlistFile(
  output: Output,
  file: string,
  fault: InstallHotlistFault | SignFault,
): ExitCode {
  const { kind, ...rest } = fault;
  // A trust fault names its own file, which is another one.
  const parameters = "file" in rest ? { trustFile: rest.file } : rest;
  const why = sayOfHotlist(output.language, `why.${kind}`, parameters);
  const isDisk = kind === "storageFailed" || kind === "diskTooFull";
  const sentence = sayOfHotlist(output.language, "refused", { file, why });
  const exitCode = isDisk ? EXIT.outOfService : EXIT.refused;
  return output.fail(exitCode, isDisk ? `hotlist.${kind}` : `refused.${kind}`, sentence, { fault });
}

export function failOfList(output: Output, { kind, detail }: HotlistFault): ExitCode {
  return output.fail(EXIT.outOfService, `hotlist.${kind}`, sayOfHotlist(output.language, kind, { detail }));
}

/** Shows how far an installation has come: a line that is written over, or a line a step in a file. */
export function hotlistProgress(output: Output): (progress: InstallProgress) => void {
  let lastStep = "";
  let lastPercent = -1;
  return ({ step, done, of }) => {
    const percent = of === 0 ? 100 : Math.min(100, Math.floor((done * 100) / of));
    if (step === lastStep && percent === lastPercent) return;
    const text = sayOfHotlist(output.language, `step.${step}`, { percent, done, of });
    output.progressLine(text, step !== lastStep);
    lastStep = step;
    lastPercent = percent;
  };
}
