import type { PackFault } from "../config/parameter-pack-file.ts";
import type { PackStoreFault } from "../config/parameter-pack-store.ts";
import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { isTextKey } from "../domain/text/say.ts";
import type { PackFlaw } from "../ports/download-store.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { PARAMETERS_EN, PARAMETERS_ZH, type ParametersKey } from "./parameters-text-tables.ts";

export function sayOfParameters(
  language: Language,
  key: ParametersKey,
  parameters: TextParameters = {},
): string {
  return fillGaps((language === "en" ? PARAMETERS_EN : PARAMETERS_ZH)[key], parameters);
}

/** More mistakes than this are another kind of file. */
const SHOWN_MAX = 25;

/** Why a pack was refused: one line a mistake, with its line in the file and its path. */
export function packFaultList(output: Output, faults: readonly PackFault[]): string {
  const lines = faults
    .slice(0, SHOWN_MAX)
    .map((fault) => `\n  ${placeOf(output, fault)}: ${whyOf(output, fault)}`);
  const rest = faults.length - lines.length;
  if (rest > 0) lines.push(`\n  ${sayOfParameters(output.language, "more", { count: rest })}`);
  return lines.join("");
}

function placeOf(output: Output, { path, line }: PackFault): string {
  const place = path === "" ? output.text("cli.wholeFile") : path;
  return line === undefined ? place : sayOfParameters(output.language, "atLine", { line, path: place });
}

function whyOf(output: Output, { kind, parameters }: PackFault): string {
  const own = `mistake.${kind}`;
  if (Object.hasOwn(PARAMETERS_EN, own)) {
    return sayOfParameters(output.language, own as ParametersKey, parameters);
  }
  // Mistakes of form are those of every configuration, and have their sentences there.
  const shared = `cli.mistake.${kind}`;
  return isTextKey(shared) ? output.text(shared, parameters) : kind;
}

/** The same of what came from a host: there is no file, and no line. */
export function packFlawList(output: Output, flaws: readonly PackFlaw[]): string {
  return packFaultList(output, flaws as readonly PackFault[]);
}

/** For programs: each mistake with its sentence. */
export function packFaultsToTell(output: Output, faults: readonly PackFault[]): object[] {
  return faults.map(({ path, line, kind, ...rest }) => ({
    path,
    ...(line === undefined ? {} : { line }),
    kind,
    message: whyOf(output, { path, kind, ...rest }),
  }));
}

/** Says why a pack was not taken; the one before is still in force. */
export function failOfStore(output: Output, fault: PackStoreFault, file: string): ExitCode {
  const { language } = output;
  if (fault.kind === "storageFailed") {
    return output.fail(
      EXIT.outOfService,
      "parameters.storageFailed",
      sayOfParameters(language, fault.kind, fault),
    );
  }
  if (fault.kind === "noTrustedKey" || fault.kind === "trustDamaged") {
    const named = fault.file === "" ? file : fault.file;
    const sentence = sayOfParameters(language, fault.kind, { file: named });
    return output.fail(EXIT.refused, `refused.${fault.kind}`, sentence);
  }
  const isInstalled = fault.kind === "installedDamaged";
  const named = isInstalled ? fault.file : file;
  const list = packFaultList(output, fault.faults);
  const sentence = sayOfParameters(language, isInstalled ? "installedDamaged" : "refused", {
    file: named,
    list,
  });
  const kind = isInstalled ? "parameters.installedDamaged" : "refused.pack";
  const mistakes = packFaultsToTell(output, fault.faults);
  return output.fail(isInstalled ? EXIT.outOfService : EXIT.refused, kind, sentence, { mistakes });
}
