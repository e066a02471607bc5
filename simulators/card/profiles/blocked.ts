import type { CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

/** A debit card whose application the issuer has blocked: SELECT answers 6283. */
export const blocked: CardProfile = {
  ...debit,
  name: "blocked",
  applications: [{ ...debitApplication(accountOf("blocked")), blocked: true }],
};
