import type { SidedCardProfile } from "../contactless/card-sides.ts";
import { contactlessApplication, PURSE } from "../contactless/profiles/contactless-data-table.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

const account = accountOf("dual-interface");
const application = debitApplication(account);

/**
 * Debit with contacts and an antenna: one account, one counter and one balance behind both (emv-pboc section 16).
 */
export const dualInterface: SidedCardProfile = {
  ...debit,
  name: "dual-interface",
  applications: [{ ...application, internal: { ...application.internal, ...PURSE } }],
  contactless: { applications: [contactlessApplication(account)] },
};
