import type { TestAccount } from "../../issuer/accounts-table.ts";
import { ascii, type CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { credit } from "./credit.ts";
import { debit, debitApplication } from "./debit.ts";

/** Cards in order, in the wrong place, at the wrong time, or out of use. */

/** The account of another scheme's bank: no host of the test scheme knows it. */
const FOREIGN_ACCOUNT: TestAccount = {
  cardName: "foreign",
  pan: "4761739001010010",
  panSequenceNumber: 1,
  expiry: "4912",
  serviceCode: "201",
  kind: "credit",
  balanceFen: 0n,
  status: "active",
};

/** Another scheme by its AID alone: no terminal of this scheme has an application for it. */
export const foreign: CardProfile = {
  ...debit,
  name: "foreign",
  applications: [
    {
      ...debitApplication(FOREIGN_ACCOUNT),
      aid: "A0000000031010",
      fci: [
        ["50", ascii("FOREIGN CREDIT")],
        ["87", "01"],
        ["5F2D", ascii("en")],
      ],
    },
  ],
};

const early = debitApplication(accountOf("not-yet-effective"));

/** Its effective date (5F25) is still to come. */
export const notYetEffective: CardProfile = {
  ...debit,
  name: "not-yet-effective",
  applications: [{ ...early, objects: { ...early.objects, "5F25": "490101" } }],
};

/** The issuer has blocked the whole card: every SELECT answers 6A81. */
export const cardBlocked: CardProfile = {
  ...debit,
  name: "card-blocked",
  cardBlocked: true,
  applications: [debitApplication(accountOf("card-blocked"))],
};

const pinUsedUp = debitApplication(accountOf("pin-blocked"));

/** No tries are left for its PIN: offline PIN first, which fails where a terminal can do it, then online PIN. */
export const pinBlocked: CardProfile = {
  ...debit,
  name: "pin-blocked",
  applications: [
    {
      ...pinUsedUp,
      pinTryCounter: 0,
      objects: { ...pinUsedUp.objects, "8E": "0000000000000000410342031F00" },
    },
  ],
};

/** No directory 1PAY.SYS.DDF01: the terminal has to try its own list of AIDs. */
export const noDirectory: CardProfile = {
  ...debit,
  name: "no-directory",
  directory: "absent",
  applications: [debitApplication(accountOf("no-directory"))],
};

const [creditApplication] = credit.applications;
if (creditApplication === undefined) throw new Error("the credit card has an application");

/** Debit first and credit second, of which the cardholder chooses. */
export const twoApplications: CardProfile = {
  ...debit,
  name: "two-applications",
  applications: [
    debitApplication(accountOf("two-applications")),
    {
      ...creditApplication,
      fci: creditApplication.fci.map(([tag, value]) => [tag, tag === "87" ? "02" : value] as const),
    },
  ],
};

/** Every answer comes a tenth of a second late: an old chip, or a long line. */
export const slow: CardProfile = {
  ...debit,
  name: "slow",
  protocol: "T=1",
  historicalText: "PBOC TEST T1",
  applications: [debitApplication(accountOf("slow"))],
  faults: [{ kind: "delay", delayMs: 100 }],
};
