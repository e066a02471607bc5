import type { RawTracks } from "../../main/domain/emv/stripe/read-tracks.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { type SidedCardProfile, sidesOf } from "../../simulators/card/contactless/card-sides.ts";
import {
  contactlessApplication,
  PURSE,
} from "../../simulators/card/contactless/profiles/contactless-data-table.ts";
import { ELECTRONIC_CASH_PROFILES } from "../../simulators/card/electronic-cash/profiles/electronic-cash-profiles.ts";
import { type ApplicationProfile, ascii, type CardProfile } from "../../simulators/card/profile.ts";
import { debitApplication } from "../../simulators/card/profiles/debit.ts";
import { VirtualCard, type VirtualCardOptions } from "../../simulators/card/virtual-card.ts";
import { encodePinBlock } from "../../simulators/crypto/pin-block.ts";
import type { TestAccount } from "../../simulators/issuer/accounts-table.ts";
import type { Secret } from "./canary-needles.ts";

/** A card of which every secret is long and odd enough to be no accident wherever it turns up. */

/** Service code 220 and five digits as an issuer's card verification value would stand behind it. */
const SERVICE_CODE_AND_CVV = "22073194";

/** No chip, PIN asked for (ISO/IEC 7813). */
const STRIPE_SERVICE_CODE_AND_CVV = "12097486";

export const RIGHT_PIN = "481592637054";
export const WRONG_PIN = "902715384466";
const CARDHOLDER = "KANARI/HELENE VOGELSANG";

export const CANARY_ACCOUNT: TestAccount = {
  cardName: "canary",
  // The first eight digits are those of the issuer's certificate: the card can sign.
  pan: withCheckDigit("622800014917265"),
  panSequenceNumber: 1,
  expiry: "4912",
  serviceCode: SERVICE_CODE_AND_CVV,
  kind: "debit",
  pin: RIGHT_PIN,
  balanceFen: 1_000_000n,
  status: "active",
};

function application(): ApplicationProfile {
  const debit = debitApplication(CANARY_ACCOUNT);
  return { ...debit, objects: { ...debit.objects, "5F20": ascii(CARDHOLDER) } };
}

const profile: CardProfile = {
  name: "canary",
  protocol: "T=0",
  historicalText: "CANARY",
  directory: "present",
  applications: [application()],
};

export function canaryCard(options: VirtualCardOptions = {}): VirtualCard {
  return new VirtualCard(profile, options);
}

/** The same account behind an antenna, and with electronic cash behind the contacts. */
export function canaryTap(): VirtualCard {
  const contact = application();
  const sided: SidedCardProfile = {
    ...profile,
    name: "canary-tap",
    applications: [{ ...contact, internal: { ...contact.internal, ...PURSE } }],
    contactless: { applications: [contactlessApplication(CANARY_ACCOUNT)] },
  };
  return new VirtualCard(sided, { sides: sidesOf(sided) });
}

export function canaryPurse(): VirtualCard {
  const purse = ELECTRONIC_CASH_PROFILES.find(({ name }) => name === "purse");
  if (purse === undefined) throw new Error("there is a card with electronic cash");
  const applications = purse.applications.map((one) => ({
    ...one,
    account: CANARY_ACCOUNT,
    objects: { ...one.objects, "5F20": ascii(CARDHOLDER) },
  }));
  const sided: SidedCardProfile = { ...purse, name: "canary-purse", applications };
  return new VirtualCard(sided, { sides: sidesOf(sided) });
}

/** A stripe of the same account: that of its chip card, and one that says that there is no chip and a PIN is asked for. */
export function canaryStripe(of: "chip" | "noChip"): RawTracks {
  const { pan, expiry } = CANARY_ACCOUNT;
  const tail = `${expiry}${of === "chip" ? SERVICE_CODE_AND_CVV : STRIPE_SERVICE_CODE_AND_CVV}`;
  return {
    track1: new Sensitive(`%B${pan}^${CARDHOLDER}^${tail}?`),
    track2: new Sensitive(`;${pan}=${tail}?`),
  };
}

/** What the card, its holder and the keys of the pad make secret. */
export function cardSecrets(): Secret[] {
  const { pan, expiry } = CANARY_ACCOUNT;
  const tail = `${expiry}${SERVICE_CODE_AND_CVV}`;
  return [
    { name: "PAN", text: pan, hashed: true },
    { name: "track 2 with D", text: `${pan}D${tail}` },
    { name: "track 2 with =", text: `${pan}=${tail}` },
    { name: "expiry, service code and verification value", text: tail },
    { name: "service code and verification value", text: SERVICE_CODE_AND_CVV },
    { name: "track 2 of the stripe with D", text: `${pan}D${expiry}${STRIPE_SERVICE_CODE_AND_CVV}` },
    { name: "track 2 of the stripe with =", text: `${pan}=${expiry}${STRIPE_SERVICE_CODE_AND_CVV}` },
    { name: "service code and verification value of the stripe", text: STRIPE_SERVICE_CODE_AND_CVV },
    { name: "cardholder name", text: CARDHOLDER },
    { name: "right PIN", text: RIGHT_PIN },
    { name: "wrong PIN", text: WRONG_PIN },
    { name: "clear PIN block", bytes: encodePinBlock(RIGHT_PIN, pan) },
    { name: "clear PIN block of the wrong PIN", bytes: encodePinBlock(WRONG_PIN, pan) },
  ];
}

/** Appends the digit of ISO/IEC 7812-1, annex B. */
function withCheckDigit(digits: string): string {
  let sum = 0;
  for (const [i, digit] of [...digits].reverse().entries()) {
    const doubled = i % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
