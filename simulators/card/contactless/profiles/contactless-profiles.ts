import type { TestAccount } from "../../../issuer/accounts-table.ts";
import { accountOf } from "../../profiles/contact-data-table.ts";
import { debit, debitApplication } from "../../profiles/debit.ts";
import type { SidedCardProfile } from "../card-sides.ts";
import { type ContactlessChange, contactlessApplication, PURSE } from "./contactless-data-table.ts";

/** Cards with an antenna. Behind the contacts they are debit cards of the same account, counter and balance. */

function dual(name: string, account: TestAccount, change: ContactlessChange = {}): SidedCardProfile {
  const contact = debitApplication(account);
  return {
    ...debit,
    name,
    applications: [{ ...contact, internal: { ...contact.internal, ...PURSE } }],
    contactless: { applications: [contactlessApplication(account, change)] },
  };
}

const ACCOUNT = accountOf("dual-interface");

export const CONTACTLESS_PROFILES: readonly SidedCardProfile[] = [
  /** Small amounts offline, fDDA version 01, the signature in the answer to GET PROCESSING OPTIONS. */
  dual("tap-debit", ACCOUNT),
  /** A key of 1152 bits: the signature comes in a record of its own. */
  dual("tap-long-key", ACCOUNT, { iccKey: "iccOne" }),
  /** PBOC 2.0: fDDA version 00, no 9F69 counts, 9F27 left out. */
  dual("tap-old", ACCOUNT, {
    behaviour: { oldSignature: true, omitsCid: true },
    objects: { "9F08": "0020" },
  }),
  /** Claims version 3.0 and signs version 00 all the same. */
  dual("tap-downgraded", ACCOUNT, { behaviour: { oldSignature: true } }),
  /** No electronic cash: everything online. */
  dual("tap-credit", accountOf("debit-offline"), { internal: { "9F78": "000000000000" } }),
  /** Goes online where its signature fails or it has expired. */
  dual("tap-asks-online", ACCOUNT, { qualifiers: "2800" }),
  /** Asks for the contacts where its signature fails. */
  dual("tap-asks-contact", ACCOUNT, { qualifiers: "1000" }),
  /** Past its date since January 2020; the second one asks to go online then. */
  dual("tap-expired", accountOf("expired")),
  dual("tap-expired-online", accountOf("expired"), { qualifiers: "0800" }),
  /** 6985: not without contacts. */
  dual("tap-refuses", ACCOUNT, { behaviour: { refusesWith: "6985" } }),
  /** Takes the money with its answer to GET PROCESSING OPTIONS. */
  dual("tap-early", ACCOUNT, { behaviour: { takesMoneyAt: "processingOptions" } }),
  /** Approves by itself what the terminal has sent to the host. */
  dual("tap-disobedient", ACCOUNT, { behaviour: { ignoresOnlineDemand: true } }),
  /** SM2, SM3 and SM4. */
  dual("tap-sm", accountOf("sm-only"), { sm: true }),
  /** A phone: its owner confirms on it. */
  dual("phone", ACCOUNT, { behaviour: { deviceCvm: true } }),
];
