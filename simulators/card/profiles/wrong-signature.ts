import type { CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit } from "./debit.ts";
import { debitOfflineApplication } from "./debit-offline.ts";

const application = debitOfflineApplication(accountOf("wrong-signature"));

/** A copied card: good certificates, and a key that does not fit them. Its TC must never count. */
export const wrongSignature: CardProfile = {
  ...debit,
  name: "wrong-signature",
  applications: [
    { ...application, authentication: { ...application.authentication, defect: "dynamicSignature" } },
  ],
};
