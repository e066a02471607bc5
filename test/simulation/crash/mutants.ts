import { sumFen } from "../../../main/domain/money.ts";
import type { World } from "../../../main/domain/world.ts";
import type { Journal, JournalHead } from "../../../main/ports/journal.ts";
import { must } from "../../support/journal.ts";

/** Mistakes that tills have been known to make. The sweep is worth something only if it catches them. */

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
        if (event.type !== "paymentStarted" || event.saleId === undefined) continue;
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

/** At start takes every upload that was begun for one that the host has taken: "it was sent, after all". */
export function believingBegunUploads(journal: Journal): Journal {
  return {
    ...journal,
    loadWorld: async () => {
      const world = must(await journal.loadWorld());
      const begun = [...world.payments.values()].filter(
        ({ upload }) => upload?.status === "due" && upload.begunCount > 0,
      );
      const payments = new Map(world.payments);
      for (const payment of begun) {
        const upload = { status: "acknowledged", begunCount: payment.upload?.begunCount ?? 0 } as const;
        payments.set(payment.paymentId, { ...payment, upload });
      }
      const ids = new Set(begun.map(({ paymentId }) => paymentId));
      const batches = new Map(
        [...world.batches].map(([tid, batch]) => {
          const uploadsDue = batch.uploadsDue.filter((id) => !ids.has(id));
          const amounts = uploadsDue.map((id) => payments.get(id)?.amountFen ?? 0n);
          const unsent = { ...batch.unsent, count: uploadsDue.length, sumFen: sumFen(amounts) };
          return [tid, { ...batch, uploadsDue, unsent }] as const;
        }),
      );
      return { ok: true, value: { ...world, payments, batches } };
    },
  };
}

/** At start takes a tap that was torn for one that has paid: "the card was there, after all". */
export function believingTornTaps(journal: Journal): Journal {
  return {
    ...journal,
    loadWorld: async () => {
      const world = must(await journal.loadWorld());
      const payments = new Map(
        [...world.payments].map(([id, payment]) => [
          id,
          payment.phase === "torn" ? ({ ...payment, phase: "approved" } as const) : payment,
        ]),
      );
      return { ok: true, value: { ...world, payments } };
    },
  };
}

/** At start forgets a settlement that is under way, so that it is begun again with new totals and a new number. */
export function forgettingTheSettlement(journal: Journal): Journal {
  return {
    ...journal,
    loadWorld: async () => {
      const world = must(await journal.loadWorld());
      const batches = new Map(
        [...world.batches].map(([tid, { settlement: _forgotten, ...batch }]) => [tid, batch] as const),
      );
      return { ok: true, value: { ...world, batches } };
    },
  };
}
