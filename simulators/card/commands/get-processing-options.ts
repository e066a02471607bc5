import { concatBytes } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { encodeTlv } from "../../issuer/tlv.ts";
import {
  answer,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import type { ApplicationImage } from "../card-image.ts";
import { FRESH_CVR } from "../cvr.ts";
import { agreesToElectronicCash } from "../electronic-cash/purse.ts";
import {
  type Application,
  type CommandBehaviour,
  dolLength,
  readDolData,
  type Session,
  type Transaction,
} from "../session.ts";
import * as tags from "../tags.ts";

/** The transaction counter has 2 bytes and never wraps: a card that has used it up is at its end. */
const ATC_MAX = 0xffff;

/** Value of DF69 from a terminal that knows SM2, SM3 and SM4. */
const SM_OFFERED = 0x01;

/**
 * GET PROCESSING OPTIONS: `80 A8 00 00 Lc 83 LL <PDOL data> 00` (emv-pboc section 3). Begins a transaction
 * and raises the ATC. 6985 without a selected application, for a blocked one, and a second time.
 */
export const getProcessingOptions: CommandBehaviour = {
  cla: 0x80,
  ins: 0xa8,
  takesData: true,
  execute(session, command) {
    const begun = beginTransaction(session, command);
    if (!begun.ok) return status(begun.fault);
    const { selected, transaction } = begun.value;
    selected.application.memory.atc += 1;
    const application = inChosenAlgorithm(selected.application, transaction.terminalData);
    const chosen = withElectronicCash(application, transaction);
    session.selected = { ...selected, application: chosen, transaction };
    return processingOptions(chosen.image);
  },
};

type Begun = {
  readonly selected: Extract<Session["selected"], { kind: "application" }>;
  readonly transaction: Transaction;
};

/** What the terminal said in its PDOL data as the start of a transaction, or the status word that refuses it. */
export function beginTransaction(
  { selected }: Session,
  { p1, p2, data }: Parameters<CommandBehaviour["execute"]>[1],
): Result<Begun, number> {
  if (p1 !== 0 || p2 !== 0) return err(SW_WRONG_P1_P2);
  if (selected?.kind !== "application" || selected.transaction !== undefined)
    return err(SW_CONDITIONS_NOT_SATISFIED);
  const { image, memory } = selected.application;
  if (memory.blocked || memory.atc >= ATC_MAX) return err(SW_CONDITIONS_NOT_SATISFIED);
  if (data.length < 2 || data.length !== 2 + (data[1] ?? 0)) return err(SW_WRONG_LENGTH);
  if (data[0] !== tags.TAG_83_COMMAND_TEMPLATE) return err(SW_WRONG_DATA);
  if (data[1] !== dolLength(image.pdol)) return err(SW_WRONG_LENGTH);
  const transaction: Transaction = {
    phase: "initiated",
    terminalData: readDolData(image.pdol, data.subarray(2)),
    heard: [data.slice(2)],
    cvr: { ...FRESH_CVR },
    arqc: undefined,
    issuerAuthentication: "notDone",
    authenticatedArc: undefined,
  };
  return ok({ selected, transaction });
}

/** A card with both algorithms answers with SM data when the terminal says DF69 = 01: emv-pboc section 5. */
function inChosenAlgorithm(
  application: Application,
  terminalData: ReadonlyMap<number, Uint8Array>,
): Application {
  const { smVariant } = application.image;
  const isOffered = terminalData.get(tags.TAG_DF69_SM_SUPPORT_INDICATOR)?.[0] === SM_OFFERED;
  return smVariant !== undefined && isOffered ? { ...application, image: smVariant } : application;
}

/** The files of the electronic cash, when the terminal asks for it (9F7A) and the card has it: emv-pboc 15. */
function withElectronicCash(application: Application, transaction: Transaction): Application {
  const { electronicCash } = application;
  if (electronicCash === undefined || !agreesToElectronicCash(application, transaction)) return application;
  return { ...application, image: electronicCash };
}

function processingOptions({ aip, afl, responseFormat }: ApplicationImage): ResponseApdu {
  if (responseFormat === 1) return answer(encodeTlv(tags.TAG_80_RESPONSE_FORMAT_1, concatBytes(aip, afl)));
  const objects = concatBytes(encodeTlv(tags.TAG_82_AIP, aip), encodeTlv(tags.TAG_94_AFL, afl));
  return answer(encodeTlv(tags.TAG_77_RESPONSE_FORMAT_2, objects));
}
