import { ascii, type CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

const application = debitApplication(accountOf("quasi-credit"));

/** Quasi-credit, a credit line behind a deposit: AID ...03, online PIN or signature (emv-pboc 2.5). */
export const quasiCredit: CardProfile = {
  ...debit,
  name: "quasi-credit",
  applications: [
    {
      ...application,
      aid: "A000000333010103",
      fci: [
        ["50", ascii("PBOC QUASI CREDIT")],
        ["87", "01"],
        ["9F38", "9F7A019F02065F2A02"],
        ["5F2D", ascii("zhen")],
      ],
      objects: { ...application.objects, "5F20": ascii("TEST/QUASI"), "8E": "000000000000000042035E031F00" },
    },
  ],
};
