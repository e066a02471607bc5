import type { TestAccount } from "../../issuer/accounts-table.ts";
import type { ApplicationProfile, CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

/**
 * A debit application whose issuer trusts it offline: CDA, no PIN below 200 yuan, and limits of its own, after
 * which it wants to be heard (16 transactions, 2,000 yuan) or refuses (32, 5,000 yuan).
 */
export function debitOfflineApplication(account: TestAccount): ApplicationProfile {
  const application = debitApplication(account);
  return {
    ...application,
    aip: "7D00",
    objects: {
      ...application.objects,
      // Below X = 200.00 nothing; above it online PIN, else a signature, where the terminal can.
      "8E": "00004E20000000001F0642035E031F00",
      "9F14": "10",
      "9F23": "20",
      // As the other cards', with "CDA failed". A line that is down (random selection, LCOL) is no reason to
      // decline; an amount above the floor limit, too many transactions, or a merchant who insists are.
      "9F0D": "DC6004A800",
      "9F0F": "DC6804F800",
    },
    internal: {
      ...application.internal,
      "9F58": "10",
      "9F59": "20",
      "9F54": "000000200000",
      "9F5C": "000000500000",
      "9F53": "03",
      "9F57": "0156",
      "9F72": "03",
    },
  };
}

/** Debit that approves small amounts offline; T=0. */
export const debitOffline: CardProfile = {
  ...debit,
  name: "debit-offline",
  applications: [debitOfflineApplication(accountOf("debit-offline"))],
};
