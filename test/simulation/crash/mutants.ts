import type { World } from "../../../main/domain/world.ts";
import type { Journal, JournalHead } from "../../../main/ports/journal.ts";
import { must } from "../../support/journal.ts";

/** Two mistakes that tills have been known to make. The sweep is worth something only if it catches them. */

/** Says "written" first and writes a moment later. */
export function paidBeforeTheCommit(journal: Journal): Journal {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...journal,
    commit: async (commit) => {
      last = last.then(
        () => new Promise((resolve) => setTimeout(() => resolve(journal.commit(commit)), WRITE_LATER_MS)),
      );
      const head: JournalHead = { seq: 0, hash: "" };
      return { ok: true, value: head };
    },
    close: async () => {
      await last;
      await journal.close();
    },
  };
}

const WRITE_LATER_MS = 40;

/** At start takes every payment of the open batch for one that was under way, and so reverses all of them. */
export function reversingEverythingAtStart(journal: Journal): Journal {
  return {
    ...journal,
    loadWorld: async () => {
      let world: World = must(await journal.loadWorld());
      const rows = must(await journal.rows({ limit: 10_000 }));
      for (const { event } of rows) {
        if (event.type !== "paymentStarted") continue;
        for (const slice of must(await journal.loadSale(event.saleId))) {
          if (slice.kind === "sale")
            world = { ...world, sales: new Map(world.sales).set(slice.key, slice.state) };
          if (slice.kind !== "payment" || slice.state.phase !== "approved") continue;
          const reversal = { status: "armed", reason: "98", attempts: 0, refusals: 0 } as const;
          const state = { ...slice.state, phase: "authorising", reversal } as const;
          world = { ...world, payments: new Map(world.payments).set(slice.key, state) };
        }
      }
      return { ok: true, value: world };
    },
  };
}
