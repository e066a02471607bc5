import { fromHex } from "../../main/domain/bytes.ts";
import type { CertifiedKey } from "../issuer/certificate-fields.ts";
import { certifyIccKey, type PrivateKey, signStaticData } from "../issuer/certificates.ts";
import type { Flaw } from "../issuer/flaw.ts";
import { TEST_KEYS } from "../issuer/test-keys-table.ts";
import {
  certifiedIssuerKey,
  ISSUER_CERTIFICATE_CHANGES,
  type IssuerSubject,
  type SchemeIssuer,
  testSchemeIssuer,
} from "../issuer/test-scheme.ts";
import { withWrongBit } from "./card-image.ts";
import type { ApplicationProfile, CertificateDefect, OfflineAuthentication } from "./profile.ts";
import * as tags from "./tags.ts";

/** Past, for a terminal whose clock is right: an ICC certificate's MMYY. */
const ICC_CERTIFICATE_EXPIRED = "0120";
/** Not the card's: the same issuer's range, another account. */
const OTHER_PAN = "6228000100009999";

function issuerOf({ issuer }: OfflineAuthentication): SchemeIssuer {
  return typeof issuer === "string" ? testSchemeIssuer(issuer) : issuer;
}

/** The card's own key; absent on a card that can only do SDA. */
export function iccKeyOf({ iccKey }: OfflineAuthentication): PrivateKey | undefined {
  return typeof iccKey === "string" ? TEST_KEYS[iccKey] : iccKey;
}

/** The one object that is wrong, and what is; undefined on a card whose objects are as they were made. */
function defectOf({ defect }: OfflineAuthentication): CertificateDefect | undefined {
  return typeof defect === "object" ? defect : undefined;
}

/** What is wrong with every signature that the card makes. */
export function signatureFlawOf(authentication: OfflineAuthentication): Flaw | undefined {
  const defect = defectOf(authentication);
  return defect?.object === "dynamicSignature" ? defect.what : undefined;
}

/** Adds what issuer and certification authority sign: tags 8F, 90, 92, 9F32, 93, 9F46, 9F47, 9F48. */
export function signObjects(
  profile: ApplicationProfile,
  values: Map<number, Uint8Array>,
  staticData: Uint8Array,
): void {
  const { authentication } = profile;
  const issuer = issuerOf(authentication);
  const certified = issuerCertificate(authentication, issuer);
  values.set(tags.TAG_8F_CA_KEY_INDEX, Uint8Array.of(issuer.ca.index));
  values.set(tags.TAG_90_ISSUER_CERTIFICATE, certified.certificate);
  values.set(tags.TAG_92_ISSUER_REMAINDER, certified.remainder);
  values.set(tags.TAG_9F32_ISSUER_EXPONENT, certified.exponent);
  const code = fromHex(authentication.dataAuthenticationCode);
  const defect = defectOf(authentication);
  const flaw = defect?.object === "staticSignature" ? defect.what : undefined;
  values.set(tags.TAG_93_SSAD, signStaticData(issuer.key, code, staticData, flaw));
  const iccKey = iccKeyOf(authentication);
  if (iccKey === undefined) return;
  const icc = certifyIccKey(issuer.key, iccKey, iccSubject(profile, issuer), staticData);
  values.set(tags.TAG_9F46_ICC_CERTIFICATE, icc.certificate);
  values.set(tags.TAG_9F47_ICC_EXPONENT, icc.exponent);
  values.set(tags.TAG_9F48_ICC_REMAINDER, icc.remainder);
}

function issuerCertificate(authentication: OfflineAuthentication, issuer: SchemeIssuer): CertifiedKey {
  const defect = defectOf(authentication);
  const what = defect?.object === "issuerCertificate" ? defect.what : undefined;
  const certified = certifiedIssuerKey(issuer, issuerChange(what));
  if (authentication.defect !== "issuerCertificate") return certified;
  return { ...certified, certificate: withWrongBit(certified.certificate) };
}

function issuerChange(
  what: Flaw | keyof typeof ISSUER_CERTIFICATE_CHANGES | undefined,
): Partial<IssuerSubject> {
  switch (what) {
    case undefined:
      return {};
    case "expired":
    case "revoked":
    case "otherOwner":
      return ISSUER_CERTIFICATE_CHANGES[what];
    default:
      return { flaw: what };
  }
}

function iccSubject({ account, authentication }: ApplicationProfile, issuer: SchemeIssuer) {
  const good = {
    pan: account.pan,
    expiry: issuer.iccCertificateExpiry,
    serial: fromHex(authentication.iccCertificateSerial),
  };
  const defect = defectOf(authentication);
  const what = defect?.object === "iccCertificate" ? defect.what : undefined;
  switch (what) {
    case undefined:
      return good;
    case "expired":
      return { ...good, expiry: ICC_CERTIFICATE_EXPIRED };
    case "otherOwner":
      return { ...good, pan: OTHER_PAN };
    default:
      return { ...good, flaw: what };
  }
}
