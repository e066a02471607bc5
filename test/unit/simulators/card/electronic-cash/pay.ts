import { assertNever } from "../../../../../main/domain/assert.ts";
import { concatBytes, toHex } from "../../../../../main/domain/bytes.ts";
import type {
  Kernel,
  KernelResponse,
  OnlineRequest,
  TransactionInput,
} from "../../../../../main/domain/emv/kernel/protocol.ts";
import type { ApplicationParameters } from "../../../../../main/domain/emv/parameters.ts";
import type { CardFaultPlan } from "../../../../../simulators/card/card-fault.ts";
import { sidesOf } from "../../../../../simulators/card/contactless/card-sides.ts";
import { loadScript } from "../../../../../simulators/card/electronic-cash/load-script.ts";
import { ELECTRONIC_CASH_PROFILES } from "../../../../../simulators/card/electronic-cash/profiles/electronic-cash-profiles.ts";
import { VirtualCard } from "../../../../../simulators/card/virtual-card.ts";
import { TestIssuer } from "../../../../../simulators/issuer/test-issuer.ts";
import { encodeTlv } from "../../../../../simulators/issuer/tlv.ts";
import { APPLICATION, input as contactlessInput, TERMINAL } from "../contactless/tap.ts";

/** The contact kernel and the virtual card's electronic cash, behind the contacts, with the test issuer. */

/** Electronic cash below 300.00; every other sale goes online. */
export const WITH_CASH: ApplicationParameters = {
  ...APPLICATION,
  electronicCash: { transactionLimitFen: 30_000n, currencyCodes: [156, 344] },
};

export function input(amountFen: bigint, change: Partial<TransactionInput> = {}): TransactionInput {
  return { ...contactlessInput(amountFen).transaction, applications: [WITH_CASH], ...change };
}

export { TERMINAL };

export function purseCard(name = "purse", faults: readonly CardFaultPlan[] = []): VirtualCard {
  const profile = ELECTRONIC_CASH_PROFILES.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new Error(`no card ${name}`);
  return new VirtualCard({ ...profile, protocol: "T=1" }, { faults, sides: sidesOf(profile) });
}

export type Bank = {
  /** What the host answers; approves where absent. */
  readonly approves?: boolean;
  /** The script brings this balance. */
  readonly newBalanceFen?: bigint;
  /** One bit of the script's MAC is wrong. */
  readonly wrongMac?: boolean;
  readonly pin?: Extract<KernelResponse, { kind: "pin" }>["entry"];
  /** In place of a host. */
  readonly verdict?: KernelResponse;
};

export type Paid<R> = {
  readonly result: R;
  readonly commands: readonly string[];
  readonly asked: readonly string[];
  /** What the issuer says of the cryptogram that went online. */
  readonly checks: readonly string[];
};

const issuer = new TestIssuer();

export function pay<R>(card: VirtualCard, kernel: Kernel<R>, bank: Bank = {}): Paid<R> {
  card.powerOn();
  const commands: string[] = [];
  const asked: string[] = [];
  const checks: string[] = [];
  let turn = kernel.next();
  while (turn.done !== true) {
    const request = turn.value;
    asked.push(request.kind);
    switch (request.kind) {
      case "command": {
        commands.push(toHex(request.command));
        const answer = card.exchange(request.command);
        turn = kernel.next(
          answer.kind === "response" ? { kind: "response", response: answer.response } : { kind: "cardGone" },
        );
        break;
      }
      case "chooseApplication":
        turn = kernel.next({ kind: "applicationChosen", index: 0 });
        break;
      case "cardIdentified":
        turn = kernel.next({ kind: "proceed" });
        break;
      case "captureOnlinePin":
        turn = kernel.next({ kind: "pin", entry: bank.pin ?? "entered" });
        break;
      case "goOnline":
        checks.push(check(request.request));
        turn = kernel.next(bank.verdict ?? verdict(request.request, bank));
        break;
      default:
        return assertNever(request);
    }
  }
  return { result: turn.value, commands, asked, checks };
}

function question({ card, iccData }: Pick<OnlineRequest, "card" | "iccData">) {
  return {
    pan: card.pan.reveal(),
    panSequenceNumber: card.panSequenceNumber ?? 0,
    iccData: concatBytes(...iccData.map(({ tag, value }) => encodeTlv(tag, value))),
  };
}

/** What the issuer says of a cryptogram. */
export function check(request: Pick<OnlineRequest, "card" | "iccData">): string {
  const checked = issuer.verifyApplicationCryptogram(question(request));
  return checked.valid ? checked.cryptogramType : `${checked.reason}: ${checked.detail}`;
}

function verdict(request: OnlineRequest, { approves = true, newBalanceFen, wrongMac }: Bank): KernelResponse {
  const asked = question(request);
  const arc = approves ? "00" : "51";
  const authentication = issuer.answerCryptogramFor({ ...asked, arc }) ?? new Uint8Array(10);
  const script = newBalanceFen === undefined ? undefined : loadScript({ ...asked, newBalanceFen });
  if (wrongMac === true && script !== undefined) script[script.length - 1] = (script.at(-1) ?? 0) ^ 1;
  const iccData = concatBytes(encodeTlv(0x91, authentication), script ?? new Uint8Array());
  return { kind: "hostAnswered", approved: approves, responseCode: arc, iccData };
}
