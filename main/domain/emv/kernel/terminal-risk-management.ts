import { setBit } from "../named-bits.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import { note, type Transaction } from "./session.ts";

/**
 * Terminal risk management (EMV Book 3, 10.6; emv-pboc section 8). It is always run: the Book demands it when
 * AIP byte 1 bit 4 asks for it and leaves it to the terminal otherwise, and UnionPay terminals commonly do. A
 * card that clears the bit must not talk a terminal with a floor limit of zero into approving offline.
 *
 * In the order of the Book: exception file (Book 4, 6.3.5: TVR B1b5), merchant forced online (6.5.3: B4b4),
 * floor limit (10.6.1), random selection (10.6.2: B4b5), velocity with GET DATA 9F36 and 9F13 (10.6.3: B4b7,
 * B4b6, B2b4). The floor limit is here; the others each become a function beside it. So that the amounts of
 * split sales are added up, the floor limit will be given the latest amount of the same card (10.6.1).
 */
export function terminalRiskManagement(transaction: Transaction): void {
  checkFloorLimit(transaction);
  setBit(transaction.tsi, TSI.terminalRiskManagementPerformed);
}

/**
 * EMV Book 3, 10.6.1: "equal to or greater than" the limit counts as exceeding, so 0 sends everything online.
 */
function checkFloorLimit(transaction: Transaction): void {
  const { input, parameters, tvr } = transaction;
  const exceeded = input.amountFen >= parameters.floorLimitFen;
  if (exceeded) setBit(tvr, TVR.floorLimitExceeded);
  note(
    transaction,
    "terminalRiskManagement",
    "EMV Book 3, 10.6.1",
    exceeded ? "floor limit exceeded" : "below the floor limit",
  );
}
