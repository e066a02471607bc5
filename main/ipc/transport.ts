import type { CommandAnswer, CommandRequest, QueryAnswers, TillQuery, TillView } from "./contract.ts";

/**
 * What goes over the line between the terminal and a page, whichever line it is. A command is acknowledged at once and
 * answered over the view's stream, so that one that takes a minute holds up no other; it is sent again under the same
 * `commandId` until it is acknowledged. This file has names and types only: both sides of the line use it.
 */

/** Electron: one channel for each kind of call. */
export const CHANNELS = {
  command: "jinka:command",
  query: "jinka:query",
  /** From the page: "show me". To the page: a {@link Push}. */
  view: "jinka:view",
} as const;

/** Browser: one address for each kind of call, on the page's own origin. */
export const PATHS = { command: "/api/command", query: "/api/query", view: "/api/view" } as const;

/** The terminal says that it is there this often; a page that hears nothing for three times as long says so. */
export const BEAT_MS = 500;

export type CommandEnvelope = { readonly contractVersion: number; readonly request: CommandRequest };
export type QueryEnvelope = { readonly contractVersion: number; readonly query: TillQuery };

export type TransportRefusal =
  /** The page is older or newer than the terminal: it loads itself anew. */
  | "version"
  /** No command or query of the contract. */
  | "malformed"
  /** The id belongs to another command. */
  | "commandIdReused"
  /** More is under way than people can ask for. */
  | "busy"
  /** The terminal has met a mistake of its own. */
  | "failed";

export type Refused = {
  readonly kind: "refused";
  readonly reason: TransportRefusal;
  readonly sentence: string;
};

export type CommandReply =
  | { readonly kind: "accepted" }
  | { readonly kind: "answered"; readonly answer: CommandAnswer }
  | Refused;

export type QueryReply =
  | { readonly kind: "answered"; readonly answer: QueryAnswers[TillQuery["kind"]] }
  | Refused;

/** What the terminal says without being asked. */
export type Push =
  | { readonly kind: "hello"; readonly contractVersion: number }
  | { readonly kind: "view"; readonly view: TillView }
  | { readonly kind: "answer"; readonly commandId: string; readonly answer: CommandAnswer }
  | { readonly kind: "beat" };

/** What the preload script gives to the page in Electron, as `window.jinka`. */
export type ElectronBridge = {
  command(envelope: unknown): Promise<CommandReply>;
  query(envelope: unknown): Promise<QueryReply>;
  /** Begins the stream; the answer ends it. */
  watch(listener: (push: Push) => void): () => void;
};
