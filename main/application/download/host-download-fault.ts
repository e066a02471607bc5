import type { DownloadFault } from "../../domain/emv/parameter-pack/download-fault.ts";
import type { WantedDownload } from "../../domain/payment/downloads.ts";
import type { NotSentFault, UnknownFault } from "../../domain/payment/exchange.ts";
import type { DownloadStoreFault } from "../../ports/download-store.ts";
import type { HotlistInstallFault } from "../../ports/hotlist.ts";
import type { JournalFault } from "../../ports/journal.ts";

type What = WantedDownload["what"];

/** Why nothing of a download came into force. What was in force stays. */
export type HostDownloadFault =
  /** No host, or nowhere to put what it sends. */
  | { readonly kind: "noHost" }
  /** The configuration does not allow it (`acquirer.downloadsAllowed`). */
  | { readonly kind: "notAllowed" }
  | { readonly kind: "notSignedIn" }
  /** The line failed; the next download goes on from here. */
  | { readonly kind: "lineFailed"; readonly why: NotSentFault["kind"] | UnknownFault["kind"] }
  | { readonly kind: "stopped" }
  | { readonly kind: "refused"; readonly what: What; readonly responseCode: string }
  /** The host has nothing of it. */
  | { readonly kind: "hostHasNone"; readonly what: What }
  /** The driver cannot read the answer, or it has no page, or one of something else. */
  | { readonly kind: "pageUnreadable"; readonly what: What; readonly detail: string }
  /** The objects of the page cannot be read; `name` where one was asked for. */
  | {
      readonly kind: "objectUnreadable";
      readonly what: What;
      readonly name: string;
      readonly fault: DownloadFault;
    }
  /** Cards before this page are missing, or came twice. */
  | {
      readonly kind: "pageOutOfOrder";
      readonly what: What;
      readonly expected: number;
      readonly found: number;
    }
  /** The list names something twice, goes on behind its end, or says that more follows and sends nothing. */
  | { readonly kind: "listContradicts"; readonly what: What; readonly name: string }
  | { readonly kind: "objectMissing"; readonly name: string }
  | { readonly kind: "otherObject"; readonly name: string; readonly found: string }
  | { readonly kind: "tooMany"; readonly what: What; readonly countMax: number }
  | { readonly kind: "hotlistRefused"; readonly fault: HotlistInstallFault }
  | DownloadStoreFault
  | { readonly kind: "journal"; readonly fault: JournalFault };

/** After these the next download goes on where this one stopped; after any other it begins anew. */
export function isResumable({ kind }: HostDownloadFault): boolean {
  return kind === "lineFailed" || kind === "stopped" || kind === "pageUnreadable" || kind === "journal";
}
