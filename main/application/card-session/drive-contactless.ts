import { assertNever } from "../../domain/assert.ts";
import type { ContactlessKernel, ContactlessResponse } from "../../domain/emv/contactless/protocol.ts";
import type { CardData } from "../../domain/payment/card-data.ts";
import type { CardChannel } from "../../ports/card-reader.ts";

/** Who answers the contactless kernel. Nobody is asked anything while the card is in the field. */
export type ContactlessPartners = {
  readonly card: CardChannel;
  /** Whether the card is on the list; undefined leaves the kernel where it stands, and the card untouched by it. */
  checkExceptionFile(card: CardData, aid: Uint8Array): Promise<boolean | undefined>;
  cardFault(kind: string): void;
};

/** Runs a contactless kernel over a card in the field. Undefined when a partner stopped it. */
export async function driveContactless<R>(
  kernel: ContactlessKernel<R>,
  partners: ContactlessPartners,
): Promise<R | undefined> {
  let turn = kernel.next(START);
  while (!turn.done) {
    const request = turn.value;
    switch (request.kind) {
      case "command":
        turn = kernel.next(await sendCommand(request.command, partners));
        break;
      case "checkExceptionFile": {
        const { kind: _kind, aid, ...card } = request;
        const listed = await partners.checkExceptionFile(card, aid);
        if (listed === undefined) return undefined;
        turn = kernel.next({ kind: "exceptionFile", listed });
        break;
      }
      default:
        assertNever(request);
    }
  }
  return turn.value;
}

/** What a generator is started with reaches nobody. */
const START: ContactlessResponse = { kind: "cardGone" };

async function sendCommand(
  command: Uint8Array,
  { card, cardFault }: ContactlessPartners,
): Promise<ContactlessResponse> {
  const response = await card.transceive(command);
  if (response.ok) return { kind: "response", response: response.value };
  cardFault(response.fault.kind);
  return response.fault.kind === "severalCards" ? { kind: "severalCards" } : { kind: "cardGone" };
}
