import type { TransactionKind, TransactionVariant } from "./ledger-types.ts";

/**
 * On which side of DE48 a transaction counts: debit where the acquirer owes the shop, credit where the shop owes the
 * acquirer, none where no money passes between the two (cup-8583 section 8: debit = sale + completion, credit = void +
 * refund). The sides of loads are unverified: a load from an account moves money within the customer's bank, and a load
 * against cash leaves the shop with money that belongs to the bank.
 */
type SettlementSide = "debit" | "credit" | "none";

type SideRow = {
  readonly kind: TransactionKind;
  readonly variant?: TransactionVariant;
  readonly side: SettlementSide;
  /** What the transaction takes from the customer's account, electronic cash included: 1, -1 or 0 times its amount. */
  readonly charge: 1n | -1n | 0n;
};

const SETTLEMENT_SIDES: readonly SideRow[] = [
  { kind: "sale", side: "debit", charge: 1n },
  { kind: "completion", side: "debit", charge: 1n },
  { kind: "void", side: "credit", charge: -1n },
  { kind: "completionVoid", side: "credit", charge: -1n },
  { kind: "refund", side: "credit", charge: -1n },
  { kind: "load", variant: "boundAccount", side: "none", charge: 0n },
  { kind: "load", variant: "otherAccount", side: "none", charge: 0n },
  { kind: "load", variant: "cash", side: "credit", charge: -1n },
  { kind: "loadVoid", side: "debit", charge: 1n },
  { kind: "preAuth", side: "none", charge: 0n },
  { kind: "preAuthVoid", side: "none", charge: 0n },
  { kind: "adjustment", side: "none", charge: 0n },
];

/** The first row of the kind, and of the variant where the row names one. */
export function sideRow(kind: TransactionKind, variant: TransactionVariant | undefined): SideRow {
  const found = SETTLEMENT_SIDES.find(
    (row) => row.kind === kind && (row.variant === undefined || row.variant === variant),
  );
  return found ?? { kind, side: "none", charge: 0n };
}
