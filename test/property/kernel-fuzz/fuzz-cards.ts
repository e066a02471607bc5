import { type SidedCardProfile, sidesOf } from "../../../simulators/card/contactless/card-sides.ts";
import {
  type ContactlessChange,
  contactlessApplication,
  PURSE,
} from "../../../simulators/card/contactless/profiles/contactless-data-table.ts";
import { ELECTRONIC_CASH_PROFILES } from "../../../simulators/card/electronic-cash/profiles/electronic-cash-profiles.ts";
import type { ApplicationProfile } from "../../../simulators/card/profile.ts";
import { accountOf } from "../../../simulators/card/profiles/contact-data-table.ts";
import { credit } from "../../../simulators/card/profiles/credit.ts";
import { debit, debitApplication } from "../../../simulators/card/profiles/debit.ts";
import { debitOfflineApplication } from "../../../simulators/card/profiles/debit-offline.ts";
import { smOnlyApplication } from "../../../simulators/card/profiles/sm.ts";
import { VirtualCard } from "../../../simulators/card/virtual-card.ts";
import { makeScheme } from "../../../simulators/issuer/make-scheme.ts";
import { caPublicKeyOf, TEST_SM2_CA_PUBLIC_KEY } from "../../../simulators/issuer/test-scheme.ts";

/**
 * The cards of the fuzzer: cards of the box with short keys, so that a signature takes a fraction of a millisecond.
 * Where the issuer signs every record that its card shows, nobody can change any of them unseen.
 */

const scheme = makeScheme(
  {
    rid: "A000000333",
    caIndex: 0xf7,
    caExpiry: "20491231",
    certificateExpiry: "1249",
    issuerIdentifier: "622800",
    issuerCertificateSerial: "000F01",
    // A CDA signature has at least 63 bytes.
    keys: { algorithm: "RSA", caBits: 768, issuerBits: 768, iccBits: 640, exponent: 3 },
  },
  "the kernel's fuzzer",
);

export const FUZZ_CA_KEYS = [caPublicKeyOf(scheme.issuer.ca), TEST_SM2_CA_PUBLIC_KEY];

function withShortKeys<T extends ApplicationProfile>(application: T): T {
  const { iccKey, ...authentication } = application.authentication;
  const own = iccKey === undefined ? {} : { iccKey: scheme.iccKey };
  return { ...application, authentication: { ...authentication, ...own, issuer: scheme.issuer } };
}

function contact(name: string, application: ApplicationProfile, protocol: "T=0" | "T=1"): SidedCardProfile {
  return { ...debit, name, protocol, applications: [withShortKeys(application)] };
}

/** All records but those of the certificates are signed, and the AIP. */
const ALL_SIGNED = "080102021001050018010202";

const offline = { ...debitOfflineApplication(accountOf("debit-offline")), afl: ALL_SIGNED };
const [creditApplication] = credit.applications;
if (creditApplication === undefined) throw new Error("the credit card has an application");

function purse(): SidedCardProfile {
  const profile = ELECTRONIC_CASH_PROFILES.find(({ name }) => name === "purse");
  if (profile === undefined) throw new Error("the box has a purse");
  return { ...profile, name: "fuzz-purse", applications: profile.applications.map(withShortKeys) };
}

/** Asks for PIN by every way that there is, one after the other, as far as the lane has it. */
const EVERY_PIN = "0000000000000000" + "4403" + "4103" + "6003" + "4203" + "1F00";

function askingForPin(): SidedCardProfile {
  const application = debitApplication(accountOf("debit"));
  return contact(
    "fuzz-pin",
    {
      ...application,
      objects: { ...application.objects, "8E": EVERY_PIN, "9F61": "31323334", "9F62": "00" },
    },
    "T=1",
  );
}

/** Behind their contacts. */
export const CONTACT_CARDS: Readonly<Record<string, SidedCardProfile>> = {
  /** CDA, and approves small amounts offline: the only ones that meet a floor limit above zero. */
  "sealed over T=0": contact("sealed-t0", offline, "T=0"),
  "sealed over T=1": contact("sealed-t1", { ...offline, responseFormat: 2 }, "T=1"),
  /** DDA, issuer authentication. */
  debit: contact("fuzz-debit", debitApplication(accountOf("debit")), "T=1"),
  /** SDA, and no PDOL. */
  credit: contact("fuzz-credit", creditApplication, "T=1"),
  /** Electronic cash, spent offline below its limit. */
  purse: purse(),
  "every PIN": askingForPin(),
};

/** SM2 and SM4. A signature takes milliseconds, so these are rare. */
export const SM_CONTACT_CARDS: Readonly<Record<string, SidedCardProfile>> = {
  SM: { ...debit, name: "fuzz-sm", applications: [smOnlyApplication(accountOf("sm-only"))] },
};

function tapped(name: string, change: ContactlessChange = {}): SidedCardProfile {
  const account = accountOf("dual-interface");
  const behind = debitApplication(account);
  return {
    ...debit,
    name,
    applications: [withShortKeys({ ...behind, internal: { ...behind.internal, ...PURSE } })],
    contactless: { applications: [withShortKeys(contactlessApplication(account, change))] },
  };
}

/** Held to the reader. */
export const TAPPED_CARDS: Readonly<Record<string, SidedCardProfile>> = {
  "tapped debit": tapped("fuzz-tap"),
  "tapped, asks online": tapped("fuzz-tap-online", { qualifiers: "2800" }),
  "tapped, signature in a record": tapped("fuzz-tap-long", { iccKey: "iccOne" }),
  "tapped, PBOC 2.0": tapped("fuzz-tap-old", {
    behaviour: { oldSignature: true, omitsCid: true },
    objects: { "9F08": "0020" },
  }),
};

const smBehind = smOnlyApplication(accountOf("sm-only"));

export const SM_TAPPED_CARDS: Readonly<Record<string, SidedCardProfile>> = {
  "tapped SM": {
    ...debit,
    name: "fuzz-tap-sm",
    applications: [{ ...smBehind, internal: { ...smBehind.internal, ...PURSE } }],
    contactless: { applications: [contactlessApplication(accountOf("sm-only"), { sm: true })] },
  },
};

export function newCard(profile: SidedCardProfile, random: (length: number) => Uint8Array): VirtualCard {
  return new VirtualCard(profile, { random, sides: sidesOf(profile) });
}
