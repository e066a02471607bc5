/**
 * The accounts behind the test cards, as the issuer knows them. The numbers are test numbers (they begin as
 * the published PBOC test cards do, and their check digit is right), the PINs are readable by anyone.
 */
export type TestAccount = {
  /** The virtual card of that name (`simulators/card/profiles/`); `faulty` is shared by those that are wrong. */
  readonly cardName: string;
  readonly pan: string;
  /** Tag 5F34; 0 also when the card carries none. */
  readonly panSequenceNumber: number;
  /** YYMM, as in DE14. */
  readonly expiry: string;
  /** 3 digits, tag 5F30 and track 2. */
  readonly serviceCode: string;
  readonly kind: "debit" | "credit";
  /** What the host compares with the PIN block; absent where the issuer takes a signature. */
  readonly pin?: string;
  /** What can be spent when the host starts. */
  readonly balanceFen: bigint;
  /** Electronic cash on the card when the host starts (9F79 of its profile); none without it. */
  readonly electronicCashFen?: bigint;
  /** A card of another scheme. */
  readonly isForeign?: boolean;
  readonly status: "active" | "expired" | "blocked" | "lost";
};

export const TEST_ACCOUNTS: readonly TestAccount[] = [
  {
    cardName: "debit",
    pan: "6228000100000001015",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "credit",
    pan: "6228000200000209",
    panSequenceNumber: 0,
    expiry: "4911",
    serviceCode: "201",
    kind: "credit",
    balanceFen: 5_000_000n,
    status: "active",
  },
  {
    cardName: "expired",
    pan: "6228000100000003037",
    panSequenceNumber: 1,
    expiry: "2001",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "expired",
  },
  {
    cardName: "blocked",
    pan: "6228000100000004043",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "blocked",
  },
  {
    cardName: "wrong-certificate",
    pan: "6228000100000005057",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "debit-offline",
    pan: "6228000100000006063",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "wrong-signature",
    pan: "6228000100000007079",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "quasi-credit",
    pan: "6228000100000021088",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "credit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "e-cash",
    pan: "6228000100000021096",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    electronicCashFen: 30_000n,
    status: "active",
  },
  {
    cardName: "dual-interface",
    pan: "6228000100000021104",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    electronicCashFen: 30_000n,
    status: "active",
  },
  {
    cardName: "sm-only",
    pan: "6228000100000021112",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "dual-algorithm",
    pan: "6228000100000021120",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "not-yet-effective",
    pan: "6228000100000021138",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "card-blocked",
    pan: "6228000100000021146",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "pin-blocked",
    pan: "6228000100000021153",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "slow",
    pan: "6228000100000021161",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "two-applications",
    pan: "6228000100000021179",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "no-directory",
    pan: "6228000100000021187",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
  {
    cardName: "faulty",
    pan: "6228000100000021195",
    panSequenceNumber: 1,
    expiry: "4912",
    serviceCode: "220",
    kind: "debit",
    pin: "123456",
    balanceFen: 1_000_000n,
    status: "active",
  },
];

/** The account of a card number, or undefined. */
export function findCard(
  pan: string,
  accounts: readonly TestAccount[] = TEST_ACCOUNTS,
): TestAccount | undefined {
  return accounts.find((account) => account.pan === pan);
}
