import { TEST_ACCOUNTS, type TestAccount } from "../../issuer/accounts-table.ts";
import type { DataObjects } from "../profile.ts";

/** Data that the contact profiles share: emv-pboc section 20. */

/** The account of the card of that name. */
export function accountOf(cardName: string): TestAccount {
  const account = TEST_ACCOUNTS.find((candidate) => candidate.cardName === cardName);
  if (account === undefined) throw new Error(`no account belongs to a card named ${cardName}`);
  return account;
}

/** 9F02 9F03 9F1A 95 5F2A 9A 9F21 9C 9F37 9F4E(20): the last and 9F21 feed the log. */
export const CDOL1 = "9F02069F03069F1A0295055F2A029A039F21039C019F37049F4E14";
/** 8A, then CDOL1 without 9F4E. */
export const CDOL2 = "8A029F02069F03069F1A0295055F2A029A039F21039C019F3704";

/** 9A 9F21 9F02 9F03 9F1A 5F2A 9F4E(20) 9C 9F36: emv-pboc section 18. */
const LOG_FORMAT = "9A039F21039F02069F03069F1A025F2A029F4E149C019F3602";

/** Issuer action codes of the published samples. */
export const ISSUER_ACTION_CODES: DataObjects = {
  "9F0D": "D86004A800",
  "9F0E": "0010980000",
  "9F0F": "D86804F800",
};

export const CHINA: DataObjects = {
  /** Issuer country, application currency, usage everywhere, PBOC 3.0, valid from 2015. */
  "5F28": "0156",
  "9F42": "0156",
  "9F07": "FF00",
  "9F08": "0030",
  "5F25": "150101",
};

/** What card risk management follows, see card-risk-management.ts. */
export const RISK_LIMITS: DataObjects = {
  "9F51": "0156",
  "9F52": "E310",
  "9F54": "000000100000",
  "9F5C": "000000200000",
  "9F58": "05",
  "9F59": "0A",
  "9F4F": LOG_FORMAT,
};
