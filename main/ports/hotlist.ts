import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";

/**
 * A card as it was read, or as a list names it. An entry that names a sequence number or an expiry means only cards that
 * have them; one that names neither means every card of this number. What a card does not tell cannot clear it.
 */
export type HotlistCard = {
  /** 8 to 19 digits. */
  readonly pan: Sensitive<string>;
  /** 0 to 99. */
  readonly panSequenceNumber?: number;
  /** YYMM. */
  readonly expiry?: string;
};

/** Whether the card stands on the list, and which version of the list said so: it is part of each record. */
export type HotlistAnswer = { readonly listed: boolean; readonly version: number };

/** The list could not be asked. The card then counts as not looked up: offline approval is not allowed with it. */
export type HotlistFault = { readonly kind: "unreadable" | "damaged"; readonly detail: string };

export type HotlistStatus = {
  /** 1 to 999,999,999; never goes back. */
  readonly version: number;
  readonly entries: number;
  /** When this terminal took it over: the age of the list counts from here. */
  readonly installedAtEpochMs: number;
};

/**
 * Cards that must not pay (EMV Book 4, 6.3.5: the exception file). A filter in memory may be wrong, this answer never:
 * a hit is verified on disk. No card number is kept in clear.
 */
export interface Hotlist {
  /** Absent: no list has been installed yet. */
  check(card: HotlistCard): Promise<Result<HotlistAnswer | undefined, HotlistFault>>;
  /** The list in force, for readiness. Absent: none has been installed yet. */
  status(): Promise<Result<HotlistStatus | undefined, HotlistFault>>;
  /** Lets go of the list; nobody may ask any more. */
  close(): Promise<void>;
}

/** Why a list was not taken over. What was in force stays in force. */
export type HotlistInstallFault =
  /** Another list is being taken in at this moment. */
  | { readonly kind: "busy" }
  /** This version or a later one is in force. */
  | { readonly kind: "versionNotNewer"; readonly version: number; readonly installed: number }
  /** Changes follow a list, and there is none. */
  | { readonly kind: "noListToChange"; readonly follows: number }
  /** Changes of another version than the one in force. */
  | { readonly kind: "outOfOrder"; readonly follows: number; readonly installed: number }
  /** The list in force cannot be read any more, so changes cannot be made to it: a full list mends it. */
  | { readonly kind: "installedDamaged" }
  /** The same card is added and removed by the same changes. */
  | { readonly kind: "contradiction" }
  | { readonly kind: "tooManyEntries"; readonly entriesMax: number }
  /** An entry of this page, counted from 0, has no possible number, sequence number or expiry. */
  | { readonly kind: "entryMalformed"; readonly index: number }
  | { readonly kind: "diskTooFull"; readonly neededBytes: number; readonly freeBytes: number }
  /** The operating system refuses; `code` is its own. */
  | { readonly kind: "storageFailed"; readonly code: string };

/** A whole list that comes page by page. Each page is durable when `add` resolves. */
export interface HotlistDownload {
  /** Entries that came before an interruption and count: the host is asked for those behind them. */
  readonly received: number;
  /** Takes a page and tells how many entries there are now. */
  add(page: readonly HotlistCard[]): Promise<Result<{ readonly received: number }, HotlistInstallFault>>;
  /** Puts the list in force under this version, whole or not at all. */
  commit(version: number): Promise<Result<HotlistStatus, HotlistInstallFault>>;
  /** Forgets what came: the host began anew or contradicted itself. */
  discard(): Promise<Result<undefined, HotlistInstallFault>>;
}

/** Takes in what a host sends page by page (cup-8583 section 9, 390 and 391). */
export interface HotlistInstaller {
  /**
   * `source` names host and download (for example `cup:390:898100012340003`): the same one goes on where it was
   * interrupted, another one begins anew. What came stays for the next time, whatever `work` returns.
   */
  withDownload<T, F>(
    source: string,
    work: (download: HotlistDownload) => Promise<Result<T, F>>,
  ): Promise<Result<T, F | HotlistInstallFault>>;
}
