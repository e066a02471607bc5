import type { CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

const application = debitApplication(accountOf("wrong-certificate"));

/** A debit card with a broken issuer certificate: no offline authentication can succeed. */
export const wrongCertificate: CardProfile = {
  ...debit,
  name: "wrong-certificate",
  applications: [
    { ...application, authentication: { ...application.authentication, defect: "issuerCertificate" } },
  ],
};
