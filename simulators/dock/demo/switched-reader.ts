import type { Result } from "../../../main/domain/result.ts";
import type {
  CardChannel,
  CardReader,
  CardReaderFault,
  ReaderStatus,
  WaitForCard,
} from "../../../main/ports/card-reader.ts";

/** Two readers on one counter, of which the cashier uses one at a time. */
export class SwitchedReader implements CardReader {
  readonly #second: CardReader;
  #current: CardReader;
  readonly #all: readonly CardReader[];

  constructor(first: CardReader, second: CardReader) {
    this.#current = first;
    this.#second = second;
    this.#all = [first, second];
  }

  /** From the next card on. */
  switchOver(): void {
    this.#current = this.#second;
  }

  readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>> {
    return this.#current.readers();
  }

  withCard<T>(
    wait: WaitForCard,
    use: (card: CardChannel) => Promise<T>,
  ): Promise<Result<T, CardReaderFault>> {
    return this.#current.withCard(wait, use);
  }

  async close(): Promise<void> {
    for (const reader of this.#all) await reader.close();
  }
}
