import { type HostDownloadFault, isResumable } from "../application/download/host-download-fault.ts";
import type { DownloadProgress } from "../application/download/host-line.ts";
import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { DOWNLOAD_EN, DOWNLOAD_ZH, type DownloadKey } from "./download-text-tables.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { sayOfHotlist } from "./hotlist-say.ts";
import type { Output } from "./output.ts";
import { packFlawList } from "./parameters-say.ts";

export function sayOfDownload(language: Language, key: DownloadKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? DOWNLOAD_EN : DOWNLOAD_ZH)[key], parameters);
}

/** Says why nothing came into force. */
export function failOfDownload(output: Output, fault: HostDownloadFault): ExitCode {
  const sentence = sayOfDownload(output.language, "kept", { why: whyOfDownload(output, fault) });
  const more = isResumable(fault) ? ` ${sayOfDownload(output.language, "resumable")}` : "";
  return output.fail(exitCodeOf(fault), `download.${fault.kind}`, sentence + more, { fault });
}

/** The sentence of a fault, alone. */
export function whyOfDownload(output: Output, fault: HostDownloadFault): string {
  const { language } = output;
  switch (fault.kind) {
    case "hotlistRefused": {
      const { kind, ...parameters } = fault.fault;
      return sayOfHotlist(language, `why.${kind}`, parameters);
    }
    case "packRefused":
      return sayOfDownload(language, "why.packRefused", { list: packFlawList(output, fault.flaws) });
    case "objectUnreadable": {
      const { offset, kind } = fault.fault;
      const parameters = { name: fault.name === "" ? fault.what : fault.name, offset, fault: kind };
      return sayOfDownload(language, "why.objectUnreadable", parameters);
    }
    case "listContradicts": {
      const name = fault.name === "" ? fault.what : fault.name;
      return sayOfDownload(language, "why.listContradicts", { name });
    }
    case "journal":
      return sayOfDownload(language, "why.journal", { kind: fault.fault.kind });
    default: {
      const { kind, ...parameters } = fault;
      return sayOfDownload(language, `why.${kind}`, parameters);
    }
  }
}

function exitCodeOf(fault: HostDownloadFault): ExitCode {
  switch (fault.kind) {
    case "lineFailed":
    case "notSignedIn":
      return EXIT.unavailable;
    case "storageFailed":
    case "journal":
      return EXIT.outOfService;
    default:
      return EXIT.refused;
  }
}

/** A line that is written over, or a line a step in a file. */
export function downloadProgress(output: Output): (progress: DownloadProgress) => void {
  let last = "";
  return ({ what, done, of = done }) => {
    output.progressLine(sayOfDownload(output.language, `progress.${what}`, { done, of }), what !== last);
    last = what;
  };
}
