import type { BusinessTime } from "../../../../main/domain/business-time.ts";
import { fromAscii, fromHex } from "../../../../main/domain/bytes.ts";
import type {
  CardFacts,
  TransactionInput,
  VerificationAbilities,
} from "../../../../main/domain/emv/kernel/protocol.ts";
import type { SelectedApplication } from "../../../../main/domain/emv/kernel/select-application.ts";
import { NO_ABILITIES, startSession, type Transaction } from "../../../../main/domain/emv/kernel/session.ts";
import { startTransaction } from "../../../../main/domain/emv/kernel/terminal-data.ts";
import type {
  ApplicationParameters,
  CaPublicKey,
  TerminalParameters,
} from "../../../../main/domain/emv/parameters.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";

/** A terminal as it stands in a Chinese shop, and the base cases that tables change one thing of. */

/** Noon in Shanghai on the day YYYYMMDD. */
export function noonOf(yyyymmdd: string): BusinessTime {
  const iso = `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}T04:00:00Z`;
  return { epochMs: Date.parse(iso), utcOffsetMinutes: 480 };
}

const UNIONPAY_DEBIT = application("A000000333010101", true);

export function application(
  aid: string,
  partialMatch: boolean,
  change: Partial<ApplicationParameters> = {},
): ApplicationParameters {
  return {
    aid: fromHex(aid),
    partialMatch,
    applicationVersion: fromHex("0030"),
    terminalActionCodes: {
      denial: fromHex("0010000000"),
      online: fromHex("D84004F800"),
      default: fromHex("D84000A800"),
    },
    floorLimitFen: 0n,
    defaultDdol: fromHex("9F3704"),
    ...change,
  };
}

export const TERMINAL: TerminalParameters = {
  terminalCapabilities: fromHex("E068C0"),
  additionalTerminalCapabilities: fromHex("6000F0A001"),
  terminalType: 0x22,
  countryCode: 156,
  currencyCode: 156,
  currencyExponent: 2,
  ifdSerialNumber: "JINKA001",
  terminalId: "12345678",
  merchantId: "898000000000001",
  merchantCategoryCode: "5411",
  merchantName: fromAscii("JINKA DEMO SHOP"),
};

/** The UnionPay test CA key 80 (capk A000000333-80 of the published set). */
export const CA_KEY_80: CaPublicKey = {
  rid: fromHex("A000000333"),
  index: 0x80,
  exponent: fromHex("010001"),
  modulus: fromHex(
    "CCDBA686E2EFB84CE2EA01209EEB53BEF21AB6D353274FF8391D7035D76E2156" +
      "CAEDD07510E07DAFCACABB7CCB0950BA2F0A3CEC313C52EE6CD09EF00401A3D6" +
      "CC5F68CA5FCD0AC6132141FAFD1CFA36A2692D02DDC27EDA4CD5BEA6FF21913B" +
      "513CE78BF33E6877AA5B605BC69A534F3777CBED6376BA649C72516A7E16AF85",
  ),
  checksum: fromHex("A5E44BB0E1FA4F96A11709186670D0835057D35E"),
  expiry: "20301231",
};

export function transactionInput(change: Partial<TransactionInput> = {}): TransactionInput {
  return {
    amountFen: 1234n,
    transactionType: 0,
    time: noonOf("20261123"),
    unpredictableNumber: fromHex("3510540E"),
    transactionSequenceCounter: 42,
    randomNumber: 99,
    forceOnline: false,
    terminal: TERMINAL,
    applications: [UNIONPAY_DEBIT],
    caKeys: [CA_KEY_80],
    ...change,
  };
}

/** A transaction as it stands after GET PROCESSING OPTIONS, with the given objects of the card. */
export function transactionWith(
  cardObjects: Readonly<Record<string, string>>,
  change: Partial<TransactionInput> = {},
  parameters: ApplicationParameters = UNIONPAY_DEBIT,
  abilities: VerificationAbilities = NO_ABILITIES,
): Transaction {
  const selected: SelectedApplication = {
    aid: parameters.aid,
    label: "PBOC DEBIT",
    language: undefined,
    parameters,
    fci: [],
  };
  const transaction = startTransaction(startSession(transactionInput(change), abilities), selected);
  for (const [tag, value] of Object.entries(cardObjects)) {
    transaction.card.set(Number.parseInt(tag, 16), fromHex(value));
  }
  return transaction;
}

export const FACTS: CardFacts = {
  card: { pan: new Sensitive("6228000100001117"), expiry: "3012", panSequenceNumber: 1 },
  aid: UNIONPAY_DEBIT.aid,
  label: "PBOC DEBIT",
};
