import { assertNever } from "../../../../../main/domain/assert.ts";
import { fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { ContactlessParameters } from "../../../../../main/domain/emv/contactless/parameters.ts";
import type {
  ContactlessInput,
  ContactlessKernel,
  ContactlessResponse,
} from "../../../../../main/domain/emv/contactless/protocol.ts";
import type { ApplicationParameters } from "../../../../../main/domain/emv/parameters.ts";
import type { CardFaultPlan } from "../../../../../simulators/card/card-fault.ts";
import { sidesOf } from "../../../../../simulators/card/contactless/card-sides.ts";
import { CONTACTLESS_PROFILES } from "../../../../../simulators/card/contactless/profiles/contactless-profiles.ts";
import { VirtualCard } from "../../../../../simulators/card/virtual-card.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../../../../simulators/issuer/test-scheme.ts";

/** The contactless kernel and the virtual card, each written from the fact book, meet here. */

export const APPLICATION: ApplicationParameters = {
  aid: fromHex("A00000033301"),
  partialMatch: true,
  applicationVersion: fromHex("0030"),
  terminalActionCodes: {
    denial: fromHex("0010000000"),
    online: fromHex("D84004F800"),
    default: fromHex("D84000A800"),
  },
  floorLimitFen: 0n,
  defaultDdol: fromHex("9F3704"),
};

/** Offline up to 200.00, a CVM from 100.00 on, contacts from 500.00 on. */
export const PARAMETERS: ContactlessParameters = {
  application: APPLICATION,
  terminalTransactionQualifiers: fromHex("26004080"),
  floorLimitFen: 20_000n,
  cvmLimitFen: 10_000n,
  transactionLimitFen: 50_000n,
  statusCheck: true,
  zeroAmountAllowed: true,
  kernelIdentifier: 7,
};

export function input(
  amountFen: bigint,
  change: Partial<ContactlessInput["transaction"]> = {},
  parameters: Partial<ContactlessParameters> = {},
): ContactlessInput {
  return {
    transaction: {
      amountFen,
      transactionType: 0x00,
      time: { epochMs: Date.UTC(2026, 10, 23, 6, 5, 3), utcOffsetMinutes: 480 },
      unpredictableNumber: fromHex("1E78EEBC"),
      transactionSequenceCounter: 7,
      randomNumber: 99,
      forceOnline: false,
      terminal: TERMINAL,
      applications: [],
      caKeys: TEST_CA_PUBLIC_KEYS,
      ...change,
    },
    applications: [{ ...PARAMETERS, ...parameters }],
  };
}

export const TERMINAL: ContactlessInput["transaction"]["terminal"] = {
  terminalCapabilities: fromHex("E0F8C8"),
  additionalTerminalCapabilities: fromHex("6000F0A001"),
  terminalType: 0x22,
  countryCode: 156,
  currencyCode: 156,
  currencyExponent: 2,
  ifdSerialNumber: "JK000001",
  terminalId: "00000001",
  merchantId: "898000000000001",
  merchantCategoryCode: "5411",
  merchantName: fromAscii("TEST SHOP"),
};

/** A new card of that name, with its antenna to the reader. */
export function tapCard(name: string, faults: readonly CardFaultPlan[] = []): VirtualCard {
  const profile = CONTACTLESS_PROFILES.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new Error(`no card ${name}`);
  const card = new VirtualCard(profile, { faults, sides: sidesOf(profile) });
  card.present("contactless");
  return card;
}

export type Tapped<R> = { readonly outcome: R; readonly commands: readonly string[] };

type World = {
  readonly listed?: boolean;
  /** In place of the card's answer to the command of that number, counted from 1. */
  readonly instead?: ReadonlyMap<number, ContactlessResponse>;
  /** Changes what the terminal sends, as somebody between the two might. */
  readonly send?: (command: Uint8Array) => Uint8Array;
  /** Changes what the card answered. */
  readonly change?: (response: Uint8Array, count: number) => Uint8Array;
};

/** Holds the card to the reader for one run of a kernel. */
export function tap<R>(card: VirtualCard, kernel: ContactlessKernel<R>, world: World = {}): Tapped<R> {
  card.powerOn();
  const commands: string[] = [];
  let turn = kernel.next();
  while (turn.done !== true) {
    const request = turn.value;
    switch (request.kind) {
      case "command": {
        commands.push(toHex(request.command));
        turn = kernel.next(
          world.instead?.get(commands.length) ?? answerOf(card, request.command, commands.length, world),
        );
        break;
      }
      case "checkExceptionFile":
        turn = kernel.next({ kind: "exceptionFile", listed: world.listed ?? false });
        break;
      default:
        return assertNever(request);
    }
  }
  return { outcome: turn.value, commands };
}

function answerOf(
  card: VirtualCard,
  command: Uint8Array,
  count: number,
  { change, send }: World,
): ContactlessResponse {
  const answer = card.exchange(send === undefined ? command : send(command));
  if (answer.kind !== "response") return { kind: "cardGone" };
  return {
    kind: "response",
    response: change === undefined ? answer.response : change(answer.response, count),
  };
}

/** `00A4 2PAY`, `00A4`, `80A8`, `00B2 2.1`: what a trace of commands looks like at a glance. */
export function glance(commands: readonly string[]): readonly string[] {
  return commands.map((command) => {
    if (command.startsWith("00A404000E325041592E")) return "SELECT PPSE";
    if (command.startsWith("00A4")) return "SELECT";
    if (command.startsWith("80A8")) return "GPO";
    if (command.startsWith("00B2")) {
      return `READ ${Number.parseInt(command.slice(6, 8), 16) >> 3}.${Number.parseInt(command.slice(4, 6), 16)}`;
    }
    return command.startsWith("80CA") ? `GET ${command.slice(4, 8)}` : command;
  });
}
