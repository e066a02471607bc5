import { fromHex, toHex } from "../../main/domain/bytes.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import type { VirtualCard } from "../../simulators/card/virtual-card.ts";
import {
  TEST_CA_PUBLIC_KEYS,
  TEST_EXPIRED_CA_PUBLIC_KEY,
  TEST_REVOKED_CERTIFICATES,
  TEST_SM2_CA_PUBLIC_KEY,
} from "../../simulators/issuer/test-scheme.ts";
import { APPLICATION } from "../unit/simulators/card/contactless/tap.ts";
import { input, pay } from "../unit/simulators/card/electronic-cash/pay.ts";
import { ended } from "./outcome-words.ts";

/** Whole transactions with the virtual cards, and with the test issuer, who judges every cryptogram. */

/** Somebody between card and terminal changes what the card says. */
function tamperWith(card: VirtualCard, tamper: (answer: string) => string): void {
  const genuine = card.exchange.bind(card);
  card.exchange = (command) => {
    const answer = genuine(command);
    if (answer.kind !== "response") return answer;
    return { ...answer, response: fromHex(tamper(toHex(answer.response))) };
  };
}

/** How it ended and the TVR; or what the issuer says where a cryptogram that went online is wrong. */
export const boxCard =
  (
    name: string,
    change: Partial<TransactionInput> = {},
    floorLimitFen = 0n,
    tamper?: (answer: string) => string,
  ): (() => string) =>
  () => {
    const card = createCard(name);
    if (card === undefined) throw new Error(`no card ${name}`);
    if (tamper !== undefined) tamperWith(card, tamper);
    const { result, checks } = pay(
      card,
      runTransaction(
        input(1_234n, {
          applications: [{ ...APPLICATION, floorLimitFen }],
          caKeys: [...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY, TEST_EXPIRED_CA_PUBLIC_KEY],
          revokedCertificates: TEST_REVOKED_CERTIFICATES,
          ...change,
        }),
      ),
    );
    if (result.kind === "ended") return ended(result);
    const wrong = checks.filter((check) => check !== "ARQC").map((check) => ` ${check}`);
    return `${ended(result)} ${toHex(result.cryptogram.tvr)}${wrong.join("")}`;
  };
