import { assert } from "../../assert.ts";
import type { Kernel, KernelResponse, KernelResult, TransactionInput } from "../kernel/protocol.ts";
import { runTransaction } from "../kernel/transaction.ts";
import { LOAD_TYPE } from "./load-type.ts";
import { FIRST_PURSE, getAmount } from "./objects.ts";

/**
 * Loading electronic cash (圈存; emv-pboc section 15): an online transaction whose answer brings a script with PUT
 * DATA 9F79. The balance is read before and after, because the script's own result is only the card's word for
 * having understood it.
 */

export type LoadResult = {
  /** The online transaction, with the scripts' results (DF31) for the script notice. */
  readonly transaction: KernelResult;
  /** Absent if the card did not tell, or was gone. */
  readonly balanceBeforeFen?: bigint;
  readonly balanceAfterFen?: bigint;
  /**
   * `loaded`: the host approved, and the balance has grown by the amount. `notLoaded`: the host did not approve;
   * or it did, and the card shows the balance of before: then the reversal is due, as for every approval that did
   * not reach the card. A card that was gone before any command of a script went to it is not loaded either. `unclear`:
   * the host approved, a script went out, and the balance was not told or is another one: the script notice says what is
   * known, and a person decides.
   */
  readonly outcome: "loaded" | "notLoaded" | "unclear";
  /** The host approved and the card has not got it: the load is to be reversed. */
  readonly reversalDue: boolean;
};

export type LoadInput = Omit<TransactionInput, "transactionType"> & {
  readonly from: keyof typeof LOAD_TYPE;
};

export function* runLoad({ from, ...input }: LoadInput): Kernel<LoadResult> {
  assert(input.amountFen > 0n, "a load has an amount");
  const transactionType = LOAD_TYPE[from];
  const kernel = runTransaction({ ...input, transactionType, forceOnline: true });
  let turn = kernel.next();
  let balanceBeforeFen: bigint | undefined;
  let hostApproved = false;
  // As many turns as the kernel within, which bounds every loop of its own.
  while (turn.done !== true) {
    // The card has been read, and the application is at work: from here GET DATA reaches it.
    if (turn.value.kind === "cardIdentified") balanceBeforeFen = yield* balance();
    const response: KernelResponse = yield turn.value;
    if (response.kind === "hostAnswered") hostApproved = response.approved;
    turn = kernel.next(response);
  }
  const balanceAfterFen = turn.value.kind === "ended" ? undefined : yield* balance();
  const scriptSent = isScriptSent(turn.value);
  const loaded = { amountFen: input.amountFen, balanceBeforeFen, balanceAfterFen, hostApproved, scriptSent };
  const outcome = outcomeOf(loaded);
  return {
    transaction: turn.value,
    ...(balanceBeforeFen === undefined ? {} : { balanceBeforeFen }),
    ...(balanceAfterFen === undefined ? {} : { balanceAfterFen }),
    outcome,
    reversalDue: hostApproved && outcome === "notLoaded",
  };
}

/** Undefined if the card does not give it, has gone, or somebody gave up meanwhile. */
function* balance(): Kernel<bigint | undefined> {
  const read = yield* getAmount(FIRST_PURSE.balance);
  return read.ok ? read.value : undefined;
}

type Facts = {
  readonly amountFen: bigint;
  readonly balanceBeforeFen: bigint | undefined;
  readonly balanceAfterFen: bigint | undefined;
  readonly hostApproved: boolean;
  readonly scriptSent: boolean;
};

/** Five bytes a script; the first one is 00 as long as no command of it was sent (emv-pboc section 12). */
const SCRIPT_RESULT_LENGTH = 5;

/** Whether a command of the issuer may have reached the card. */
function isScriptSent(result: KernelResult): boolean {
  if (result.kind === "ended" || result.scriptResults === undefined) return false;
  return result.scriptResults.some((byte, i) => i % SCRIPT_RESULT_LENGTH === 0 && byte !== 0);
}

function outcomeOf({
  amountFen,
  balanceBeforeFen,
  balanceAfterFen,
  hostApproved,
  scriptSent,
}: Facts): LoadResult["outcome"] {
  // Only the script fills the card: gone before it, the card has got nothing (money.md rule 6).
  if (!hostApproved || !scriptSent) return "notLoaded";
  if (balanceBeforeFen === undefined || balanceAfterFen === undefined) return "unclear";
  if (balanceAfterFen === balanceBeforeFen + amountFen) return "loaded";
  return balanceAfterFen === balanceBeforeFen ? "notLoaded" : "unclear";
}
