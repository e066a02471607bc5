import { fromHex } from "../../../../main/domain/bytes.ts";
import type {
  HostVerdict,
  KernelResult,
  TransactionInput,
} from "../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../main/domain/emv/kernel/transaction.ts";
import { application, TERMINAL, transactionInput } from "./kernel-fixtures.ts";
import { type ProfileCardOptions, profileCard } from "./profile-card.ts";
import { play, type Surroundings } from "./scripted-card.ts";

/** Whole sales with the published test card, for the tests of the transaction and of its online part. */

export const APPROVED_BY_HOST = {
  kind: "hostAnswered",
  approved: true,
  responseCode: "00",
} as const satisfies HostVerdict;

/** Tag 91: an answer cryptogram and its ARC. */
export const ISSUER_AUTHENTICATION = fromHex("910A11223344556677883030");

/** Small sales need no host here: the floor limit is 1000 yuan. */
export const WITH_FLOOR_LIMIT = application("A0000003330101", true, { floorLimitFen: 100_000n });

/** No PIN pad: the card's list then leads to a signature, and no bit of the TVR speaks of PINs. */
export const SIGNATURE_ONLY = { ...TERMINAL, terminalCapabilities: fromHex("E028C0") };

export function sale(
  card: ProfileCardOptions,
  surroundings: Surroundings = {},
  change: Partial<TransactionInput> = {},
) {
  return play(runTransaction(transactionInput(change)), profileCard(card), surroundings);
}

/** The parts of a result that the tables speak about. */
export function summary(result: KernelResult) {
  if (result.kind === "ended") return { kind: result.kind, reason: result.reason, phase: result.phase };
  return {
    kind: result.kind,
    by: result.by,
    cryptogram: result.cryptogram.cryptogramType,
    arc: result.cryptogram.authorisationResponseCode,
  };
}
