import { assertDefined, assertNever } from "../../main/domain/assert.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { loadScript } from "../card/electronic-cash/load-script.ts";
import { TEST_ACCOUNTS, type TestAccount } from "../issuer/accounts-table.ts";
import { issuerScript, toldElectronicCash } from "../issuer/issuer-script.ts";
import { type CryptogramCheck, TestIssuer } from "../issuer/test-issuer.ts";
import type { CryptogramQuestion, CryptogramVerdict, IssuerAccount, IssuerPort } from "./issuer-port.ts";

/** The issuer of the test cards as the bank behind the host. */
export function testBank(accounts: readonly TestAccount[] = TEST_ACCOUNTS): IssuerPort {
  const issuer = new TestIssuer(accounts);
  const known = new Map(accounts.map((account) => [account.pan, issuerAccount(account)]));
  return {
    accounts: () => [...known.values()],
    findAccount: (pan) => known.get(pan.reveal()),
    verify: ({ pan, panSequenceNumber, iccData }) => {
      const question = { pan: pan.reveal(), panSequenceNumber, iccData };
      const answer = (arc: string) =>
        assertDefined(
          issuer.answerCryptogramFor({ ...question, arc }),
          "a cryptogram that was verified can be answered",
        );
      return verdictOf(issuer.verifyApplicationCryptogram(question), answer);
    },
    electronicCashOf: (question) => toldElectronicCash(inClear(question)),
    loadScript: (question) => loadScript({ ...inClear(question), newBalanceFen: question.newBalanceFen }),
    script: (question) => issuerScript(question.name, inClear(question)),
  };
}

function inClear({ pan, panSequenceNumber, iccData }: CryptogramQuestion) {
  return { pan: pan.reveal(), panSequenceNumber, iccData };
}

function issuerAccount(account: TestAccount): IssuerAccount {
  const base = {
    pan: new Sensitive(account.pan),
    expiry: account.expiry,
    openingBalanceFen: account.balanceFen,
    // An expired card is told by its date.
    status: account.status === "expired" ? ("active" as const) : account.status,
  };
  return {
    ...base,
    ...(account.pin === undefined ? {} : { pin: new Sensitive(account.pin) }),
    ...(account.isForeign === true ? { isForeign: true } : {}),
    ...(account.electronicCashFen === undefined
      ? {}
      : { openingElectronicCashFen: account.electronicCashFen }),
  };
}

function verdictOf(check: CryptogramCheck, answer: (arc: string) => Uint8Array): CryptogramVerdict {
  if (check.valid) return { verdict: "valid", cryptogramType: check.cryptogramType, answer };
  switch (check.reason) {
    case "unknownCard":
      return { verdict: "unknownCard" };
    case "malformedIccData":
    case "missingDataObject":
      return { verdict: "malformed", detail: check.detail };
    case "unknownCryptogramVersion":
    case "wrongCryptogram":
    case "cryptogramTypeContradicted":
      return { verdict: "wrong", detail: check.detail };
    default:
      return assertNever(check.reason);
  }
}
