import type { CryptogramType, CvrFacts } from "./session.ts";

/** Card verification results: emv-pboc 13.5. */

const TYPE_BITS: { readonly [type in CryptogramType]: number } = { AAC: 0b00, TC: 0b01, ARQC: 0b10 };
const SECOND_NOT_REQUESTED = 0b10;

export const FRESH_CVR: CvrFacts = {
  firstCryptogram: undefined,
  secondCryptogram: undefined,
  issuerAuthenticationFailed: false,
  unableToGoOnline: false,
  lastOnlineNotCompleted: false,
  pinTryLimitExceeded: false,
  velocityExceeded: false,
  newCard: false,
  issuerAuthenticationFailedLastOnline: false,
  issuerAuthenticationMissing: false,
  sdaFailedOnLastDecline: false,
  ddaFailedOnLastDecline: false,
  ddaPerformed: false,
};

function bits(...set: readonly (readonly [mask: number, isSet: boolean])[]): number {
  return set.reduce((byte, [mask, isSet]) => (isSet ? byte | mask : byte), 0);
}

/**
 * 4 bytes: length 03, then the cryptograms given and the issuer's authentication; what earlier transactions
 * left behind; scripts and DDA. Offline PIN and script bits stay 0: the card has no VERIFY and no scripts yet.
 */
export function encodeCvr(facts: CvrFacts): Uint8Array {
  const second = facts.secondCryptogram ? TYPE_BITS[facts.secondCryptogram] : SECOND_NOT_REQUESTED;
  const first = TYPE_BITS[facts.firstCryptogram ?? "AAC"];
  const current = bits([0x08, facts.issuerAuthenticationFailed], [0x01, facts.unableToGoOnline]);
  const earlier = bits(
    [0x80, facts.lastOnlineNotCompleted],
    [0x40, facts.pinTryLimitExceeded],
    [0x20, facts.velocityExceeded],
    [0x10, facts.newCard],
    [0x08, facts.issuerAuthenticationFailedLastOnline],
    [0x04, facts.issuerAuthenticationMissing],
    [0x01, facts.sdaFailedOnLastDecline],
  );
  const dda = bits([0x04, facts.ddaFailedOnLastDecline], [0x02, facts.ddaPerformed]);
  return Uint8Array.of(0x03, (second << 6) | (first << 4) | current, earlier, dda);
}
