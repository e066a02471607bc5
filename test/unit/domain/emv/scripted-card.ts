import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type {
  HostVerdict,
  KernelRequest,
  KernelResponse,
  VerificationRequest,
} from "../../../../main/domain/emv/kernel/protocol.ts";

/** A card that answers command APDUs; undefined means that it is gone. */
export type TestCard = (command: Uint8Array) => Uint8Array | undefined;

export type Exchange = readonly [command: string, response: string];

/**
 * Plays exactly these exchanges, in this order. Any other command stops the test at once: the layer above
 * would otherwise take the deviation for a fault of the card.
 */
export function scriptedCard(exchanges: readonly Exchange[]): TestCard & { remaining(): number } {
  let next = 0;
  const card = (command: Uint8Array): Uint8Array => {
    const exchange = exchanges[next];
    next += 1;
    if (exchange === undefined)
      throw new Error(`unexpected command ${toHex(command)} after the script's end`);
    if (exchange[0] !== toHex(command)) throw new Error(`expected ${exchange[0]}, got ${toHex(command)}`);
    return fromHex(exchange[1]);
  };
  return Object.assign(card, { remaining: () => exchanges.length - next });
}

/**
 * Answers each command with what the table says, in any order and as often as asked; else with `otherwise`.
 */
export function lookupCard(answers: Readonly<Record<string, string>>, otherwise = "6D00"): TestCard {
  return (command) => fromHex(answers[toHex(command)] ?? otherwise);
}

/** How everything that is not the card answers. */
export type Surroundings = {
  /** Index of the application to choose, or "cancelled". */
  readonly choose?: (request: Extract<KernelRequest, { kind: "chooseApplication" }>) => number | "cancelled";
  /** Whether the card is gone on with once it is known; yes unless said. */
  readonly accept?: boolean;
  readonly pin?: Extract<KernelResponse, { kind: "pin" }>["entry"];
  readonly host?: HostVerdict;
  /** What only some lanes are asked; a lane that is asked and has no answer stops the test. */
  readonly verify?: (request: VerificationRequest) => KernelResponse;
};

type AnyRequest = KernelRequest | VerificationRequest;

const REQUESTS_MAX = 20_000;

export type Played<R> = { readonly result: R; readonly requests: readonly AnyRequest[] };

/** Drives a kernel generator to its end. */
export function play<R>(
  kernel: Generator<AnyRequest, R, KernelResponse>,
  card: TestCard,
  surroundings: Surroundings = {},
): Played<R> {
  const requests: AnyRequest[] = [];
  let turn = kernel.next();
  while (turn.done !== true) {
    requests.push(turn.value);
    if (requests.length > REQUESTS_MAX) throw new Error("the kernel asks for ever");
    turn = kernel.next(answer(turn.value, card, surroundings));
  }
  return { result: turn.value, requests };
}

function answer(request: AnyRequest, card: TestCard, surroundings: Surroundings): KernelResponse {
  switch (request.kind) {
    case "command": {
      const response = card(request.command);
      return response === undefined ? { kind: "cardGone" } : { kind: "response", response };
    }
    case "chooseApplication": {
      const index = surroundings.choose?.(request) ?? 0;
      return index === "cancelled" ? { kind: "cancelled" } : { kind: "applicationChosen", index };
    }
    case "cardIdentified":
      return { kind: surroundings.accept === false ? "cancelled" : "proceed" };
    case "captureOnlinePin":
      return { kind: "pin", entry: surroundings.pin ?? "entered" };
    case "goOnline":
      return surroundings.host ?? { kind: "hostAnswered", approved: true, responseCode: "00" };
    case "verifyPinAtReader":
    case "encipherPinAtPad":
    case "checkIdentityDocument": {
      if (surroundings.verify === undefined) throw new Error(`nobody answers ${request.kind}`);
      return surroundings.verify(request);
    }
  }
}

/** The commands among the requests, in hexadecimal. */
export function commandsOf(requests: readonly AnyRequest[]): string[] {
  return requests.flatMap((request) => (request.kind === "command" ? [toHex(request.command)] : []));
}

/**
 * A card behind a T=0 reader that shows its procedure bytes (ISO/IEC 7816-3, 10.3): the reader's part, so
 * that exchanges recorded there can be played to a kernel that speaks APDUs. Data go out after the card has
 * answered INS, and data that come back begin with it.
 */
export function tpduCard(card: TestCard): TestCard {
  return (command) => {
    const ins = command[1] ?? 0;
    const lc = command[4];
    const header = command.length === 4 ? Uint8Array.of(...command, 0) : command.subarray(0, 5);
    const first = card(header);
    const hasData = lc !== undefined && command.length > 5;
    const asksForData = hasData && first?.length === 1 && first[0] === ins;
    const response = asksForData ? card(command.subarray(5, 5 + lc)) : first;
    return response !== undefined && response.length > 2 && response[0] === ins
      ? response.subarray(1)
      : response;
  };
}
