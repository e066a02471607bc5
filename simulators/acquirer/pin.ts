import type { Sensitive } from "../../main/domain/sensitive.ts";
import { desDecrypt } from "../crypto/des.ts";
import { decodePinBlock } from "../crypto/pin-block.ts";
import type { Decision, Desk } from "./desk.ts";
import type { IssuerAccount } from "./issuer-port.ts";
import { bytesField, textField } from "./message.ts";
import type { HostRequest } from "./request.ts";

/** The third wrong PIN in a row blocks the PIN of the account. */
const WRONG_PIN_MAX = 3;

/** Format 0 with an absent PAN: the second half of the exclusive-or is zero, as with a PAN of zeros. */
const NO_PAN = "0".repeat(13);

/**
 * Compares the PIN block of DE52, if there is one, with the PIN of the account: 55 wrong, 75 from the third
 * wrong one on (a right one before that begins anew), 99 when the block holds no PIN, 30 when DE26 or DE53 is
 * missing. Undefined when there is nothing to object to.
 */
export function judgePin(request: HostRequest, account: IssuerAccount, desk: Desk): Decision | undefined {
  const { fields } = request.message;
  const block = bytesField(fields, 52);
  if (block === undefined) return undefined;
  const control = textField(fields, 53);
  if (control === undefined || textField(fields, 26) === undefined)
    return { code: "30", note: "a PIN block needs DE26 and DE53" };
  const pan = panOfBlock(control, account.pan);
  const pinKey = desk.workingKeys?.pinKey.reveal();
  if (pan === undefined || pinKey === undefined)
    return { code: "99", note: "DE53 names no PIN block that this host reads" };
  const pin = decodePinBlock(desDecrypt(control[1] === "0" ? pinKey.subarray(0, 8) : pinKey, block), pan);
  if (pin === undefined) return { code: "99", note: "the PIN block holds no PIN" };
  return judge(pin === account.pin?.reveal(), account, desk);
}

/** DE53 (cup-8583 section 4): digit 1 is 1 without PAN, 2 with it; digit 2 is 0 DES, 6 double-length 3DES. */
function panOfBlock(control: string, pan: Sensitive<string>): string | undefined {
  if (control[1] !== "0" && control[1] !== "6") return undefined;
  if (control[0] === "1") return NO_PAN;
  return control[0] === "2" ? pan.reveal() : undefined;
}

function judge(isRight: boolean, account: IssuerAccount, desk: Desk): Decision | undefined {
  const panDigest = desk.ledger.digest(account.pan);
  const wrongBefore = desk.ledger.account(panDigest)?.wrongPinCount ?? 0;
  if (wrongBefore >= WRONG_PIN_MAX) return { code: "75", note: "the PIN is blocked" };
  const wrongCount = isRight ? 0 : wrongBefore + 1;
  desk.ledger.setWrongPinCount(panDigest, wrongCount);
  if (isRight) return undefined;
  return wrongCount >= WRONG_PIN_MAX
    ? { code: "75", note: "the third wrong PIN" }
    : { code: "55", note: "wrong PIN" };
}
