import { toLatin1 } from "../../../main/domain/bytes.ts";
import { maskPan } from "../../../main/domain/mask-pan.ts";
import { amountOf } from "../booking.ts";
import { type PresentedCard, presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { type CertificateFacts, readCertificate } from "../icc.ts";
import type { LedgerBatch, LedgerCertificate } from "../ledger-types.ts";
import { bytesField } from "../message.ts";
import { batchUnderSettlement } from "../open-batch.ts";
import type { HostRequest } from "../request.ts";
import { parseCertificateText, parseFailureText } from "../settlement-fields.ts";

const COMPLETED: readonly (string | undefined)[] = ["203", "205"];
const FAILED: readonly (string | undefined)[] = ["204", "206"];

/**
 * 0320, 60.1 = 00, 60.3 = 203 (205 where the totals differed): the certificate of one chip transaction of the
 * batch (cup-8583 section 8); 204 (206): of one that the card refused after the host had approved. The host keeps it as evidence whatever it is worth, together with the bank's verdict.
 */
export const batchChip: Handler = {
  kind: "batchChip",
  matches: (request) =>
    request.message.mti === "0320" &&
    request.type === "00" &&
    [...COMPLETED, ...FAILED].includes(request.field60?.management),
  mandatory: [2, 4, 11, 22, 41, 42, 55, 60, 62],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [2, 4, 11, 41, 42, 60],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const text = toLatin1(bytesField(request.message.fields, 62) ?? new Uint8Array(0));
  const isFailed = FAILED.includes(request.field60?.management);
  if ((isFailed ? parseFailureText(text) : parseCertificateText(text)) !== request.amountFen)
    return { code: "30", note: "DE62 is no certificate for this amount" };
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const facts = readCertificate(request, card.value, desk);
  if (!facts.ok) return facts.fault;
  const found = batchUnderSettlement(request, desk);
  if (!found.ok) return found.fault;
  const { batch } = found.value;
  const certificate = certificateOf(request, card.value, facts.value, batch, isFailed, desk);
  const { panDigest, atc, verdict, reconciliation } = certificate;
  if (desk.ledger.hasCertificate(batch.opening, panDigest, atc))
    return { code: "00", note: "this certificate was here before" };
  if (batch.closedAt !== undefined) return { code: "12", note: "the batch is closed" };
  desk.ledger.addCertificate(batch.opening, certificate);
  return { code: "00", note: `certificate ${verdict}, ${reconciliation}` };
}

function certificateOf(
  request: HostRequest,
  card: PresentedCard,
  facts: CertificateFacts,
  batch: LedgerBatch,
  isFailed: boolean,
  desk: Desk,
): LedgerCertificate {
  const panDigest = desk.ledger.digest(card.pan);
  const booked = desk.ledger
    .chipTransactions(panDigest, facts.atc)
    .find(
      ({ tid, batchNumber, state }) =>
        tid === batch.tid && batchNumber === batch.batchNumber && state !== "reversed",
    );
  const amountFen = amountOf(request);
  return {
    ...facts,
    outcome: isFailed ? "failed" : "completed",
    panDigest,
    panMasked: maskPan(card.pan.reveal()),
    amountFen,
    reconciliation:
      booked === undefined ? "notBooked" : booked.amountFen === amountFen ? "matched" : "differs",
    requestSeq: desk.requestSeq,
  };
}
