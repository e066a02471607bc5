import { concatBytes, equalBytes, fromHex } from "../../../main/domain/bytes.ts";
import type { CardFacts, HostVerdict, TransactionInput } from "../../../main/domain/emv/kernel/protocol.ts";
import type { IccDataObject } from "../../../main/domain/payment/card-data.ts";
import { TestIssuer } from "../../../simulators/issuer/test-issuer.ts";
import { encodeTlv } from "../../../simulators/issuer/tlv.ts";
import type { Random } from "../../simulation/world/random.ts";

/** The issuer behind the fuzzer: it approves only what its card has computed over the data that were sent. */

const issuer = new TestIssuer();

export type Sent = { readonly facts: CardFacts; readonly iccData: readonly IccDataObject[] };

function question({ facts, iccData }: Sent) {
  const { pan, panSequenceNumber } = facts.card;
  return {
    pan: pan.reveal(),
    panSequenceNumber,
    iccData: concatBytes(...iccData.map(({ tag, value }) => encodeTlv(tag, value))),
  };
}

/** `ARQC`, `TC` or `AAC` where the cryptogram is right, otherwise why it is not. */
export function judged(sent: Sent): string {
  const check = issuer.verifyApplicationCryptogram(question(sent));
  return check.valid ? check.cryptogramType : check.reason;
}

export function objectOf({ iccData }: Sent, tag: number): Uint8Array | undefined {
  return iccData.find((object) => object.tag === tag)?.value;
}

/** What was sent is about this transaction: 9F37 and 9F02. The issuer has checked the cryptogram over both. */
export function isAbout(sent: Sent, input: TransactionInput): boolean {
  const amount = fromHex(input.amountFen.toString().padStart(12, "0"));
  return (
    equalBytes(objectOf(sent, 0x9f37) ?? new Uint8Array(), input.unpredictableNumber) &&
    equalBytes(objectOf(sent, 0x9f02) ?? new Uint8Array(), amount)
  );
}

/** Two scripts: one before and one behind the second GENERATE AC, which the card refuses. */
const SCRIPTS = fromHex("710F9F18040000000186068418000001AA" + "72078605841E000000");

export type Host = "honest" | "declines" | "unreachable" | "silent";

export function answerOf(host: Host, sent: Sent, random: Random): HostVerdict {
  if (host === "unreachable") return { kind: "unableToGoOnline" };
  if (host === "silent") return { kind: "outcomeUnknown" };
  const approved = host === "honest" && judged(sent) === "ARQC";
  const arc = approved ? "00" : "51";
  const authentication = issuer.answerCryptogramFor({ ...question(sent), arc });
  return {
    kind: "hostAnswered",
    approved,
    responseCode: arc,
    iccData: concatBytes(
      authentication === undefined ? new Uint8Array() : encodeTlv(0x91, authentication),
      random.chance(0.1) ? SCRIPTS : new Uint8Array(),
    ),
  };
}
