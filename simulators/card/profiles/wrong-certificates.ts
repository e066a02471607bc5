import type { Flaw } from "../../issuer/flaw.ts";
import type {
  ApplicationProfile,
  CardProfile,
  CertificateDefect,
  OfflineAuthentication,
} from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { credit } from "./credit.ts";
import { debit, debitApplication } from "./debit.ts";
import { debitOfflineApplication } from "./debit-offline.ts";
import { smOnlyApplication } from "./sm.ts";

/**
 * One card for each thing that can be wrong with a certificate or a signature. All have keys of their own and do
 * DDA, but for `wrong-static-...`, which can only do SDA, and `wrong-combined-...`, which do CDA.
 */

const account = accountOf("faulty");
const dynamic = debitApplication(account);
const combined = debitOfflineApplication(account);
const sm = smOnlyApplication(account);
const [creditApplication] = credit.applications;
if (creditApplication === undefined) throw new Error("the credit card has an application");
const statically: ApplicationProfile = { ...creditApplication };

/** As in a card's name. */
const FLAW_NAMES: { readonly [flaw in Flaw]: string } = {
  header: "header",
  trailer: "trailer",
  format: "format",
  hash: "hash",
  hashAlgorithm: "hash-algorithm",
  keyAlgorithm: "key-algorithm",
};

const SIGNATURE_FLAWS: readonly Flaw[] = ["header", "trailer", "format", "hash", "hashAlgorithm"];
const CERTIFICATE_FLAWS: readonly Flaw[] = [...SIGNATURE_FLAWS, "keyAlgorithm"];

function card(
  name: string,
  application: ApplicationProfile,
  change: Partial<OfflineAuthentication>,
): CardProfile {
  const authentication = { ...application.authentication, ...change };
  return { ...debit, name, applications: [{ ...application, authentication }] };
}

function defective(name: string, application: ApplicationProfile, defect: CertificateDefect): CardProfile {
  return card(name, application, { defect });
}

export const WRONG_CERTIFICATE_CARDS: readonly CardProfile[] = [
  ...CERTIFICATE_FLAWS.flatMap((what) => [
    defective(`wrong-issuer-${FLAW_NAMES[what]}`, dynamic, { object: "issuerCertificate", what }),
    defective(`wrong-icc-${FLAW_NAMES[what]}`, dynamic, { object: "iccCertificate", what }),
  ]),
  ...SIGNATURE_FLAWS.flatMap((what) => [
    defective(`wrong-static-${FLAW_NAMES[what]}`, statically, { object: "staticSignature", what }),
    defective(`wrong-dynamic-${FLAW_NAMES[what]}`, dynamic, { object: "dynamicSignature", what }),
    defective(`wrong-combined-${FLAW_NAMES[what]}`, combined, { object: "dynamicSignature", what }),
  ]),
  defective("wrong-issuer-expired", dynamic, { object: "issuerCertificate", what: "expired" }),
  defective("wrong-issuer-revoked", dynamic, { object: "issuerCertificate", what: "revoked" }),
  defective("wrong-issuer-owner", dynamic, { object: "issuerCertificate", what: "otherOwner" }),
  defective("wrong-icc-expired", dynamic, { object: "iccCertificate", what: "expired" }),
  defective("wrong-icc-owner", dynamic, { object: "iccCertificate", what: "otherOwner" }),
  card("unknown-ca", dynamic, { issuer: "underUnknownCa" }),
  card("expired-ca", dynamic, { issuer: "underExpiredCa" }),
  defective("sm-issuer-signature", sm, { object: "issuerCertificate", what: "hash" }),
  defective("sm-issuer-format", sm, { object: "issuerCertificate", what: "format" }),
  defective("sm-issuer-key-algorithm", sm, { object: "issuerCertificate", what: "keyAlgorithm" }),
  defective("sm-issuer-expired", sm, { object: "issuerCertificate", what: "expired" }),
  defective("sm-issuer-revoked", sm, { object: "issuerCertificate", what: "revoked" }),
  defective("sm-issuer-owner", sm, { object: "issuerCertificate", what: "otherOwner" }),
  defective("sm-icc-signature", sm, { object: "iccCertificate", what: "hash" }),
  defective("sm-icc-format", sm, { object: "iccCertificate", what: "format" }),
  defective("sm-icc-expired", sm, { object: "iccCertificate", what: "expired" }),
  defective("sm-icc-owner", sm, { object: "iccCertificate", what: "otherOwner" }),
  defective("sm-dynamic-signature", sm, { object: "dynamicSignature", what: "hash" }),
  defective("sm-dynamic-format", sm, { object: "dynamicSignature", what: "format" }),
];
