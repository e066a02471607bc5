import type { SidedCardProfile } from "../contactless/card-sides.ts";
import { blocked } from "./blocked.ts";
import { credit } from "./credit.ts";
import { debit } from "./debit.ts";
import { debitOffline } from "./debit-offline.ts";
import { dualInterface } from "./dual-interface.ts";
import { eCash } from "./e-cash.ts";
import { expired } from "./expired.ts";
import { MISBEHAVING_CARDS } from "./misbehaving.ts";
import { quasiCredit } from "./quasi-credit.ts";
import { dualAlgorithm, smOnly } from "./sm.ts";
import {
  cardBlocked,
  foreign,
  noDirectory,
  notYetEffective,
  pinBlocked,
  slow,
  twoApplications,
} from "./unusable.ts";
import { wrongCertificate } from "./wrong-certificate.ts";
import { WRONG_CERTIFICATE_CARDS } from "./wrong-certificates.ts";
import { wrongSignature } from "./wrong-signature.ts";

/** Every card that can be had by name; `card-box-table.ts` says what a terminal should make of each. */
export const CARD_PROFILES: readonly SidedCardProfile[] = [
  debit,
  credit,
  debitOffline,
  expired,
  blocked,
  wrongCertificate,
  wrongSignature,
  quasiCredit,
  eCash,
  dualInterface,
  smOnly,
  dualAlgorithm,
  foreign,
  notYetEffective,
  cardBlocked,
  pinBlocked,
  noDirectory,
  twoApplications,
  slow,
  ...MISBEHAVING_CARDS,
  ...WRONG_CERTIFICATE_CARDS,
];
