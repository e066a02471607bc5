import { assertNever } from "../../../../main/domain/assert.ts";
import { concatBytes, fromAscii, fromHex, fromUint, toHex } from "../../../../main/domain/bytes.ts";
import type {
  KernelResponse,
  KernelResult,
  TransactionInput,
} from "../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../main/domain/emv/kernel/transaction.ts";
import type { IccDataObject } from "../../../../main/domain/payment/card-data.ts";
import type { CardFaultPlan } from "../../../../simulators/card/card-fault.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import { InProcessReader } from "../../../../simulators/card/in-process-reader.ts";
import type { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { TestIssuer } from "../../../../simulators/issuer/test-issuer.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../../../simulators/issuer/test-scheme.ts";
import { encodeTlv } from "../../../../simulators/issuer/tlv.ts";

/** The terminal's kernel and the virtual card, each written from the fact book, meet here over a reader. */

const issuer = new TestIssuer();

export const INPUT: TransactionInput = {
  amountFen: 1234n,
  transactionType: 0x00,
  time: { epochMs: Date.UTC(2026, 10, 23, 6, 5, 3), utcOffsetMinutes: 480 },
  unpredictableNumber: fromHex("1E78EEBC"),
  transactionSequenceCounter: 7,
  randomNumber: 99,
  forceOnline: false,
  terminal: {
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
  },
  applications: [
    {
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
    },
  ],
  caKeys: TEST_CA_PUBLIC_KEYS,
};

export type Host = "approves" | "declines" | "answers wrongly" | "is silent" | "cannot be reached";

export type Run = {
  readonly result: KernelResult;
  /** What the issuer says of the ARQC and of the last cryptogram. */
  readonly checks: readonly string[];
};

function verify(
  pan: string,
  panSequenceNumber: number | undefined,
  objects: readonly IccDataObject[],
): string {
  const iccData = concatBytes(...objects.map(({ tag, value }) => encodeTlv(tag, value)));
  const check = issuer.verifyApplicationCryptogram({ pan, panSequenceNumber, iccData });
  return check.valid ? check.cryptogramType : `${check.reason}: ${check.detail}`;
}

/** A new card of that name in one transaction. */
export async function run(
  name: string,
  host: Host = "approves",
  faults: readonly CardFaultPlan[] = [],
  protocol?: "T=0" | "T=1",
): Promise<Run> {
  const card = createCard(name, { faults, ...(protocol && { protocol }) });
  if (card === undefined) throw new Error(`no card ${name}`);
  return runWith(card, host);
}

/** The same with a card that keeps its memory, and with another terminal. */
export async function runWith(
  card: VirtualCard,
  host: Host = "approves",
  change: Partial<TransactionInput> = {},
  earlierAmountFen?: bigint,
): Promise<Run> {
  const reader = new InProcessReader({ answerTimeoutMs: 5 });
  reader.insert(card);
  const checks: string[] = [];
  const done = await reader.withCard({ waitMs: 1_000 }, async (channel) => {
    const kernel = runTransaction({ ...INPUT, ...change });
    let turn = kernel.next();
    while (!turn.done) {
      const request = turn.value;
      let response: KernelResponse;
      switch (request.kind) {
        case "command": {
          const answer = await channel.transceive(request.command);
          response = answer.ok ? { kind: "response", response: answer.value } : { kind: "cardGone" };
          break;
        }
        case "chooseApplication":
          response = { kind: "applicationChosen", index: 0 };
          break;
        case "cardIdentified":
          response = { kind: "proceed", ...(earlierAmountFen !== undefined && { earlierAmountFen }) };
          break;
        case "captureOnlinePin":
          response = { kind: "pin", entry: "entered" };
          break;
        case "goOnline": {
          const { pan, panSequenceNumber } = request.request.card;
          checks.push(verify(pan.reveal(), panSequenceNumber, request.request.iccData));
          response = verdict(host, pan.reveal(), panSequenceNumber, request.request.iccData);
          break;
        }
        default:
          return assertNever(request);
      }
      turn = kernel.next(response);
    }
    return turn.value;
  });
  if (!done.ok) throw new Error(`no card session: ${done.fault.kind}`);
  const result = done.value;
  if (result.kind !== "ended") {
    const { pan, panSequenceNumber } = result.facts.card;
    checks.push(verify(pan.reveal(), panSequenceNumber, result.iccData));
  }
  return { result, checks };
}

function verdict(
  host: Host,
  pan: string,
  panSequenceNumber: number | undefined,
  objects: readonly IccDataObject[],
): KernelResponse {
  if (host === "is silent") return { kind: "outcomeUnknown" };
  if (host === "cannot be reached") return { kind: "unableToGoOnline" };
  const iccData = concatBytes(...objects.map(({ tag, value }) => encodeTlv(tag, value)));
  const arc = host === "declines" ? "51" : "00";
  const answer = issuer.answerCryptogramFor({ pan, panSequenceNumber, iccData, arc }) ?? fromUint(0, 6);
  if (host === "answers wrongly") answer[0] = (answer[0] ?? 0) ^ 0xff;
  return {
    kind: "hostAnswered",
    approved: host !== "declines",
    responseCode: arc,
    iccData: encodeTlv(0x91, answer),
  };
}

/** The figures that a slip shows. */
export function figures({ result, checks }: Run) {
  if (result.kind === "ended") return { kind: result.kind, reason: result.reason, checks };
  const { cryptogram, facts } = result;
  return {
    kind: `${result.kind} ${result.by}`,
    label: facts.label,
    cryptogram: cryptogram.cryptogramType,
    tvr: toHex(cryptogram.tvr),
    cvmResults: toHex(cryptogram.cvmResults),
    signature: cryptogram.signatureRequired,
    checks,
  };
}
