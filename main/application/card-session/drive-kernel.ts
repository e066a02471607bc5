import { assertNever } from "../../domain/assert.ts";
import type {
  CardFacts,
  HostVerdict,
  KernelRequest,
  KernelResponse,
  OnlineRequest,
  VerificationRequest,
  VerifyingKernel,
} from "../../domain/emv/kernel/protocol.ts";
import type { Sensitive } from "../../domain/sensitive.ts";
import type { CardChannel } from "../../ports/card-reader.ts";

type AnswerTo<K extends KernelResponse["kind"]> = Extract<KernelResponse, { kind: K }>;
type RequestOf<K extends VerificationRequest["kind"]> = Extract<VerificationRequest, { kind: K }>;

/** Who answers the kernel besides the card. */
export type KernelPartners = {
  readonly card: CardChannel;
  chooseApplication(labels: readonly string[]): Promise<number | undefined>;
  /**
   * The card's data have been read and nothing has been asked of it yet: go on with it? Undefined: leave this run of
   * the kernel where it stands.
   */
  cardIdentified(facts: CardFacts): Promise<AnswerTo<"proceed" | "cancelled"> | undefined>;
  captureOnlinePin(pan: Sensitive<string>): Promise<AnswerTo<"pin">["entry"]>;
  /** Undefined: stop here and leave the card alone, because what would come next cannot be written down. */
  goOnline(request: OnlineRequest): Promise<HostVerdict | undefined>;
  /** Why the card stopped answering, if it did: the kernel only learns that it is gone. */
  cardFault(kind: string): void;
  /** The ways of this lane to verify the holder besides; a kernel that was not told of them never asks. */
  verifyPinAtReader(request: RequestOf<"verifyPinAtReader">): Promise<KernelResponse>;
  encipherPinAtPad(request: RequestOf<"encipherPinAtPad">): Promise<KernelResponse>;
  checkIdentityDocument(request: RequestOf<"checkIdentityDocument">): Promise<KernelResponse>;
};

/**
 * Runs a kernel over a real card: each request is answered by the partner it is meant for. The loop ends
 * because the kernel bounds every loop of its own. Undefined when a partner stopped it.
 */
export async function driveKernel<R>(
  kernel: VerifyingKernel<R>,
  partners: KernelPartners,
): Promise<R | undefined> {
  let turn = kernel.next(START);
  while (!turn.done) {
    const response = await answer(turn.value, partners);
    if (response === undefined) return undefined;
    turn = kernel.next(response);
  }
  return turn.value;
}

/** What a generator is started with reaches nobody. */
const START: KernelResponse = { kind: "cardGone" };

async function answer(
  request: KernelRequest | VerificationRequest,
  partners: KernelPartners,
): Promise<KernelResponse | undefined> {
  switch (request.kind) {
    case "command": {
      const response = await partners.card.transceive(request.command);
      if (response.ok) return { kind: "response", response: response.value };
      partners.cardFault(response.fault.kind);
      return { kind: "cardGone" };
    }
    case "chooseApplication": {
      const labels = request.candidates.map((candidate) => candidate.preferredName ?? candidate.label);
      const index = await partners.chooseApplication(labels);
      return index === undefined ? { kind: "cancelled" } : { kind: "applicationChosen", index };
    }
    case "cardIdentified":
      return partners.cardIdentified(request.facts);
    case "captureOnlinePin":
      return { kind: "pin", entry: await partners.captureOnlinePin(request.pan) };
    case "goOnline":
      return partners.goOnline(request.request);
    case "verifyPinAtReader":
      return partners.verifyPinAtReader(request);
    case "encipherPinAtPad":
      return partners.encipherPinAtPad(request);
    case "checkIdentityDocument":
      return partners.checkIdentityDocument(request);
    default:
      return assertNever(request);
  }
}
