import type { CommandAnswer } from "../../../ipc/contract.ts";
import type { BankTask } from "../bank-work.ts";
import { type Context, DONE, refuseHere } from "../context.ts";

/** Begins a piece of work with the bank and answers at once; its progress is in the view, and its end a notice. */
export async function beginBankWork(
  context: Context,
  task: BankTask,
  operator: string,
): Promise<CommandAnswer> {
  const { bank } = context;
  if (bank.task !== undefined) return refuseHere(context, "bankBusy");
  context.inBackground(() => bank.run(task, operator));
  return DONE;
}
