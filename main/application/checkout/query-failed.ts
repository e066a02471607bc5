import type { JournalFault } from "../../ports/journal.ts";

/** A question could not be answered, because what is on disk could not be read. The sentence is for the page. */
export class QueryFailed extends Error {
  override readonly name = "QueryFailed";
  readonly fault: JournalFault;
  readonly sentence: string;

  constructor(fault: JournalFault, sentence: string) {
    super(fault.kind);
    this.fault = fault;
    this.sentence = sentence;
  }
}
