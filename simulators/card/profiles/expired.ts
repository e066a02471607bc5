import type { CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

/** A debit card whose expiry date (5F24) has passed; everything else is right. */
export const expired: CardProfile = {
  ...debit,
  name: "expired",
  applications: [debitApplication(accountOf("expired"))],
};
