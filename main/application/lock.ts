/** Runs one piece of work after the other, in the order of asking. A failure does not stop the next. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve();

  withLock<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
