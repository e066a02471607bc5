import { assertDefined } from "../../../main/domain/assert.ts";
import { toLatin1 } from "../../../main/domain/bytes.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import { authorise, electronicCashFen } from "../authorisation.ts";
import { amountOf, bookRefusal } from "../booking.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { IccVerdict } from "../icc.ts";
import type { IssuerAccount } from "../issuer-port.ts";
import { bytesField, textField } from "../message.ts";
import type { HostRequest } from "../request.ts";

/** 60.1 and DE3 of a load (cup-8583 section 3; emv-pboc section 15). */
const LOADS = [
  { type: "45", processingCode: "600000", variant: "boundAccount" },
  { type: "46", processingCode: "630000", variant: "cash" },
  { type: "47", processingCode: "620000", variant: "otherAccount" },
] as const;

export type LoadRow = (typeof LOADS)[number];

const CHIP_ENTRY_MODES = ["05", "07"];

/** The most that a card holds and that one load brings: 1,000 yuan (People's Bank rule). */
const ELECTRONIC_CASH_MAX_FEN = 100_000n;

export function loadOf({ type, processingCode, condition }: HostRequest): LoadRow | undefined {
  if (condition !== "91") return undefined;
  return LOADS.find((row) => row.type === type && row.processingCode === processingCode);
}

/**
 * 0200, DE25 = 91, 60.1 = 45, 46 or 47: electronic cash is filled. The answer brings tag 91 and the script that sets 9F79
 * to the balance of before and the amount. A load from an account takes the amount from what can be spent. With 47 the card
 * in DE2 pays, and DE62 names the card that is loaded, whose chip speaks in DE55; without DE62 it is the same card.
 */
export const load: Handler = {
  kind: "load",
  matches: (request) => request.message.mti === "0200" && loadOf(request) !== undefined,
  mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 55, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60],
  decide,
  refused: (request, desk, code) => bookRefusal("load", request, desk, code, loadOf(request)?.variant),
};

function loadedPan(request: HostRequest, variant: LoadRow["variant"]): Sensitive<string> | undefined {
  const text = toLatin1(bytesField(request.message.fields, 62) ?? new Uint8Array());
  return variant === "otherAccount" && /^\d{13,19}$/.test(text) ? new Sensitive(text) : undefined;
}

function decide(request: HostRequest, desk: Desk): Decision {
  const entryMode = textField(request.message.fields, 22)?.slice(0, 2) ?? "";
  const other = loadOf(request)?.variant === "otherAccount" && request.message.fields.has(62);
  if (!other && !CHIP_ENTRY_MODES.includes(entryMode)) return { code: "30", note: "only a chip is loaded" };
  const { variant } = assertDefined(loadOf(request), "the handler was chosen by it");
  return authorise(request, desk, {
    kind: "load",
    variant,
    limitFen: ELECTRONIC_CASH_MAX_FEN,
    needsFunds: variant !== "cash",
    loadedPan: loadedPan(request, variant),
    script: (icc, account) => loadScriptOf(request, icc, account, desk),
  });
}

/** The card's own word for its balance goes before the bank's books, which do not know what was not uploaded yet. */
function loadScriptOf(
  request: HostRequest,
  { question }: IccVerdict,
  account: IssuerAccount,
  desk: Desk,
): Uint8Array | Decision {
  const asked = assertDefined(question, "a load whose cryptogram is right has a question");
  const beforeFen = desk.issuer.electronicCashOf(asked) ?? electronicCashFen(account, desk);
  const newBalanceFen = beforeFen + amountOf(request);
  if (newBalanceFen > ELECTRONIC_CASH_MAX_FEN) return { code: "61", note: "more than the card may hold" };
  if (newBalanceFen < 0n) return { code: "96", note: "the books have a card with less than nothing" };
  return (
    desk.issuer.loadScript({ ...asked, newBalanceFen }) ?? {
      code: "30",
      note: "DE55 lacks what the script's MAC covers",
    }
  );
}
