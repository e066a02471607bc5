/** Wakes one waiter. A ring that nobody hears is kept for the next one who listens, so none is lost. */
export class Bell {
  #isRung = false;
  #listener: (() => void) | undefined;

  ring(): void {
    this.#isRung = true;
    this.#listener?.();
  }

  async heard(): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        this.#listener = resolve;
      });
    }
    this.#listener = undefined;
    this.#isRung = false;
  }
}
