import type { Sensitive } from "../sensitive.ts";
import type { Numbered } from "./request-parts.ts";

/** What a terminal gets from its host beside answers about money (cup-8583 section 9). */

/** What the terminal asks of a download (cup-8583 section 9). A request names where to go on, so every one is resumable. */
export type DownloadRequest = Numbered & {
  readonly kind: "download";
  readonly wanted: WantedDownload;
};

export type WantedDownload =
  | { readonly what: "parameters" }
  /** Which CA keys or applications there are; `receivedCount` of them are known already. */
  | { readonly what: "caKeyList" | "applicationList"; readonly receivedCount: number }
  | { readonly what: "caKey"; readonly rid: Uint8Array; readonly index: number }
  | { readonly what: "application"; readonly aid: Uint8Array }
  | { readonly what: "hotlist"; readonly receivedCount: number };

/** Tells the host that a download is complete. */
export type DownloadEndRequest = Numbered & {
  readonly kind: "downloadEnd";
  readonly of: "parameters" | "caKeys" | "applications" | "hotlist";
};

/** What a terminal says of itself when the host asks for its status (cup-8583 section 9.2). */
export type TerminalStatus = {
  /** Five peripherals, in the order of the specification: whether each works. */
  readonly peripherals: readonly [boolean, boolean, boolean, boolean, boolean];
  readonly parameters: DownloadedParameters;
  /** Since when the line is counted: hours, exchanges, and how many per cent of them were answered. */
  readonly hours: number;
  readonly exchangeCount: number;
  readonly answeredPercent: number;
};

export type StatusUploadRequest = Numbered & {
  readonly kind: "statusUpload";
  readonly status: TerminalStatus;
};

/** Parameters as a host sends them (cup-8583 section 9.1). What it leaves out is absent. */
export type DownloadedParameters = {
  readonly connectTimeoutS?: number;
  readonly replyTimeoutS?: number;
  readonly retryCount?: number;
  readonly phones?: readonly string[];
  readonly managementPhone?: string;
  readonly tipsAllowed?: boolean;
  readonly tipPercentMax?: number;
  readonly manualEntryAllowed?: boolean;
  readonly signOutAfterSettlement?: boolean;
  readonly merchantName?: string;
  readonly reversalResendCount?: number;
  readonly offlineUploadMode?: number;
  readonly masterKeyIndex?: number;
  /** 4 bytes, a bit a transaction; which is which is the acquirer's. */
  readonly transactionSwitches?: Uint8Array;
  readonly offlineCountMax?: number;
};

/** What a download answers. `more`: ask again with the new count. `none`: there is nothing. */
export type DownloadPage =
  | { readonly what: "parameters"; readonly parameters: DownloadedParameters }
  /** BER-TLV, each object beginning with 9F06: decodeDownload reads keys and applications; a list has names alone. */
  | {
      readonly what: "caKeyList" | "applicationList" | "caKey" | "application";
      readonly state: DownloadState;
      readonly data: Uint8Array;
    }
  | {
      readonly what: "hotlist";
      readonly state: DownloadState;
      /** With this page, over all pages. */
      readonly totalCount: number;
      readonly pans: readonly Sensitive<string>[];
    };

export type DownloadState = "complete" | "more" | "none" | "finished";
