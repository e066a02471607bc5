import type { CommandAnswer, CommandRequest, QueryAnswers, TillQuery, TillView } from "./contract.ts";

/** The till as a transport sees it: the three kinds of calls of the contract, and nothing else. */
export interface CheckoutPort {
  view(): TillView;
  /** Calls back after every change. Returns how to stop. */
  onView(listener: (view: TillView) => void): () => void;
  /** Asked twice with one `commandId`, it is done once and answered the same. */
  command(request: CommandRequest): Promise<CommandAnswer>;
  query(query: TillQuery): Promise<QueryAnswers[TillQuery["kind"]]>;
}
