import { err, ok } from "../../../main/domain/result.ts";
import type { Hotlist } from "../../../main/ports/hotlist.ts";
import type { Strikes } from "./strikes.ts";

/** The list of refused cards of a world: it changes in the middle of the day, and at times it cannot be read. */
export class SwitchedHotlist {
  isSilent = false;
  version = 1;
  readonly #listed = new Set<string>();
  readonly #strikes: Strikes;

  constructor(strikes: Strikes) {
    this.#strikes = strikes;
  }

  /** Card numbers; a new version each time. */
  list(...pans: readonly string[]): void {
    this.#listed.clear();
    for (const pan of pans) this.#listed.add(pan);
    this.version += 1;
  }

  isListed(pan: string): boolean {
    return this.#listed.has(pan);
  }

  port(): Hotlist {
    return {
      check: async ({ pan }) => {
        if (this.isSilent) {
          this.#strikes.count("hotlist: could not be read");
          return err({ kind: "unreadable", detail: "a fault of the simulated list" });
        }
        return ok({ listed: this.#listed.has(pan.reveal()), version: this.version });
      },
      status: async () =>
        this.isSilent
          ? err({ kind: "unreadable", detail: "a fault of the simulated list" })
          : ok({ version: this.version, entries: this.#listed.size, installedAtEpochMs: 0 }),
      close: async () => undefined,
    };
  }
}
