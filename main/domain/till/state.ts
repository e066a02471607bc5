import type { ShiftId } from "../ids.ts";
import type { TerminalConfig } from "./config.ts";

/** The terminal itself: its configuration, its staff, and its series of numbers. */
export type TillState = {
  readonly config?: TerminalConfig;
  readonly operators: readonly Operator[];
  readonly currentShiftId?: ShiftId;
  readonly nextSaleNumber: number;
  /** Receipts and void receipts share one series, without gaps. */
  readonly nextReceiptNumber: number;
  readonly nextShiftNumber: number;
  /** Z reports, a series that is never reset. */
  readonly nextZNumber: number;
  readonly nextXNumber: number;
  /** Papers of what was written off. Absent before the first: 1. */
  readonly nextWriteOffNumber?: number;
};

export type Role = "owner" | "manager" | "cashier";

export type Operator = {
  readonly name: string;
  readonly role: Role;
  /** Finds the sealed PIN hash in its side table; the journal never holds the hash itself. */
  readonly credentialDigest: string;
};

export function emptyTill(): TillState {
  return {
    operators: [],
    nextSaleNumber: 1,
    nextReceiptNumber: 1,
    nextShiftNumber: 1,
    nextZNumber: 1,
    nextXNumber: 1,
  };
}

export function findOperator(till: TillState, name: string): Operator | undefined {
  return till.operators.find((operator) => operator.name === name);
}
