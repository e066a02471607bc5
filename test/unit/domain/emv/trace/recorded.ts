import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import type { CardTrace } from "../../../../../main/domain/emv/trace/card-trace.ts";
import { CardTraceRecorder } from "../../../../../main/domain/emv/trace/card-trace-recorder.ts";
import { transactionInput } from "../kernel-fixtures.ts";
import { type ProfileCardOptions, profileCard } from "../profile-card.ts";
import { play, type Surroundings, type TestCard } from "../scripted-card.ts";

/** A sale with the published test card, listened to. */
export function recorded(
  card: ProfileCardOptions = {},
  surroundings: Surroundings = {},
  change: Partial<TransactionInput> = {},
  wrap: (card: TestCard) => TestCard = (plain) => plain,
): { readonly full: CardTrace; readonly masked: CardTrace } {
  const input = transactionInput(change);
  const about = {
    kernel: "contact",
    paymentId: "7c0ffee0-0000-4000-8000-000000000042",
    stan: 42,
    at: input.time,
  };
  const recorder = new CardTraceRecorder(about, input);
  play(recorder.record(runTransaction(input)), wrap(profileCard(card)), surroundings);
  return { full: recorder.document({ masked: false }), masked: recorder.document() };
}

/** A card behind a T=0 reader that shows its status words: data are fetched by GET RESPONSE. */
export function fetchedCard(card: TestCard): TestCard {
  let waiting: Uint8Array = new Uint8Array();
  return (command) => {
    if (command[1] === 0xc0) return waiting;
    const response = card(command);
    if (response === undefined || response.length <= 2) return response;
    waiting = response;
    return Uint8Array.of(0x61, response.length - 2);
  };
}
