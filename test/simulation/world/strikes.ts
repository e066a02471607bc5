/** How often each kind of fault has really struck: a fault that nobody met proves nothing. */
export class Strikes {
  readonly #counts = new Map<string, number>();

  count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  add(other: Strikes): void {
    for (const [name, times] of other.#counts) this.count(name, times);
  }

  /** By name. */
  entries(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([a], [b]) => a.localeCompare(b, "en"));
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, times) => sum + times, 0);
  }
}
