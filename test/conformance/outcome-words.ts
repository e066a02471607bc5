import type { KernelResult } from "../../main/domain/emv/kernel/protocol.ts";

/** How a transaction ended, in one line: `approved online TC 00`, `ended cardNotUsable beforeOnline`. */
export function ended(result: KernelResult): string {
  if (result.kind === "ended") return `ended ${result.reason} ${result.phase}`;
  const { cryptogramType, authorisationResponseCode = "none" } = result.cryptogram;
  return `${result.kind} ${result.by} ${cryptogramType} ${authorisationResponseCode}`;
}
