import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";
import { currentBatch, type World } from "../../../main/domain/world.ts";
import type { Acquirer } from "../../../main/ports/acquirer.ts";
import { Violation } from "./violation.ts";

/** What every message of the till must keep to, over all its restarts (money.md rules 5, 9 and 10). */
export class MessageWatch {
  /** What each batch and STAN stands for, for ever. */
  readonly #used = new Map<string, string>();

  acquirer(real: Acquirer, world: () => World): Acquirer {
    return {
      exchange: async (request) => {
        const takeBack = this.#check(request, world());
        const outcome = await real.exchange(request);
        // Not one byte left: an offline approval may still come of it, under the same number.
        if (outcome.outcome === "notSent") takeBack();
        return outcome;
      },
      keepLine: (work) => real.keepLine(work),
      onStrayAnswer: (listener) => real.onStrayAnswer(listener),
      close: () => real.close(),
    };
  }

  #check(request: AcquirerRequest, world: World): () => void {
    const batch = currentBatch(world);
    if (request.kind === "sale" || request.kind === "void" || request.kind === "load") {
      const due = batch?.reversalsDue.length ?? 0;
      if (due > 0) throw new Violation(`a ${request.kind} goes out while ${due} reversals are due`);
      if (batch?.settlement !== undefined)
        throw new Violation(`a ${request.kind} goes out while its batch is frozen`);
    }
    return this.#checkStan(request);
  }

  #checkStan(request: AcquirerRequest): () => void {
    const key = `batch ${request.batchNumber}, STAN ${request.stan}`;
    const before = this.#used.get(key);
    const identity = identityOf(request);
    const isNew = REPEATED.has(request.kind)
      ? before === undefined || before === identity
      : before === undefined;
    const isReversal = request.kind === "reversal";
    // What was armed may have died before it was sent: its reversal is then the first that is seen of it.
    if (isReversal && before !== undefined && before !== identity)
      throw new Violation(`${key} is reversed as "${identity}" and was "${before}"`);
    if (!isReversal && !isNew)
      throw new Violation(`${key} is used for "${identity}" and was "${before ?? ""}"`);
    this.#used.set(key, identity);
    return () => {
      if (before === undefined) this.#used.delete(key);
    };
  }
}

/** The same message again, where the rules say so; everything else takes a new number. */
const REPEATED: ReadonlySet<AcquirerRequest["kind"]> = new Set(["upload", "settlement", "scriptNotice"]);

function identityOf(request: AcquirerRequest): string {
  switch (request.kind) {
    case "sale":
    case "void":
    case "load":
    case "upload":
      return `${request.kind} of ${request.amountFen}`;
    case "reversal":
      return `${request.reversed} of ${request.amountFen}`;
    default:
      return request.kind;
  }
}
