import { concatBytes } from "../../../../../main/domain/bytes.ts";
import type { ContactlessOutcome } from "../../../../../main/domain/emv/contactless/protocol.ts";
import { TestIssuer } from "../../../../../simulators/issuer/test-issuer.ts";
import { encodeTlv } from "../../../../../simulators/issuer/tlv.ts";

const issuer = new TestIssuer();

/** What the issuer says of the cryptogram of an outcome. */
function judged(outcome: ContactlessOutcome): string | undefined {
  const card = outcome.kind === "declined" ? outcome.card : outcome;
  if (!("iccData" in card)) return undefined;
  const iccData = concatBytes(...card.iccData.map(({ tag, value }) => encodeTlv(tag, value)));
  const { pan, panSequenceNumber } = card.facts.card;
  const check = issuer.verifyApplicationCryptogram({ pan: pan.reveal(), panSequenceNumber, iccData });
  return check.valid ? check.cryptogramType : check.detail;
}

/** An outcome in one line, with what the issuer says of its cryptogram. */
export function said(outcome: ContactlessOutcome): string {
  const words: string[] = [outcome.kind];
  if ("reason" in outcome) words.push(outcome.reason);
  if ("cause" in outcome) words.push(outcome.cause);
  if ("cvm" in outcome) words.push(outcome.cvm);
  if (outcome.kind === "torn") words.push(outcome.torn.moment, outcome.torn.verdict.kind);
  const cryptogram = judged(outcome);
  return [...words, ...(cryptogram === undefined ? [] : [cryptogram])].join(" ");
}
