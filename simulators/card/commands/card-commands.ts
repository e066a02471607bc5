import { putData } from "../electronic-cash/put-data.ts";
import type { CommandBehaviour } from "../session.ts";
import { externalAuthenticate } from "./external-authenticate.ts";
import { generateAc } from "./generate-ac.ts";
import { getChallenge } from "./get-challenge.ts";
import { getData } from "./get-data.ts";
import { getProcessingOptions } from "./get-processing-options.ts";
import { internalAuthenticate } from "./internal-authenticate.ts";
import { readRecord } from "./read-record.ts";
import { select } from "./select.ts";

/**
 * Every command that the card knows; the rest answers 6D00 or 6E00. VERIFY and the other issuer
 * scripts (emv-pboc sections 7 and 12) come here, one file each, when a card needs them.
 */
export const CARD_COMMANDS: readonly CommandBehaviour[] = [
  select,
  readRecord,
  internalAuthenticate,
  externalAuthenticate,
  getChallenge,
  getProcessingOptions,
  generateAc,
  getData,
  putData,
];
