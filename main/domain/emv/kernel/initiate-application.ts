import { err, ok, type Result } from "../../result.ts";
import { parseAfl } from "../afl.ts";
import { AIP_LENGTH } from "../aip.ts";
import {
  COMMAND_DATA_MAX,
  getProcessingOptionsCommand,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SUCCESS,
} from "../apdu.ts";
import { dolDataLength, fillDol, parseDol } from "../dol.ts";
import {
  TAG_9F38_PDOL,
  TAG_77_RESPONSE_TEMPLATE_2,
  TAG_80_RESPONSE_TEMPLATE_1,
  TAG_82_AIP,
  TAG_83_COMMAND_TEMPLATE,
  TAG_94_AFL,
} from "../tags.ts";
import { decodeTlv, encodeTlv, primitive, primitivesOf, type TlvObject } from "../tlv.ts";
import {
  cardObject,
  dataObject,
  type Ended,
  ended,
  learn,
  note,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
} from "./session.ts";

/** Initiate application processing (EMV Book 3, 10.1; emv-pboc section 3). */

const CLAUSE = "EMV Book 3, 10.1";

/** The object 83 and its length take up to three bytes of the command's data. */
const PDOL_DATA_MAX = COMMAND_DATA_MAX - 3;

/**
 * GET PROCESSING OPTIONS with what the PDOL asks for. `fci` are the objects of A5.
 * `conditionsNotSatisfied`: the card answered 6985, so this application is out and another one is selected.
 */
export function* initiateApplication(
  transaction: Transaction,
  fci: readonly TlvObject[],
): Step<"initiated" | "conditionsNotSatisfied"> {
  for (const { tag, value } of primitivesOf(fci)) learn(transaction, tag, value);
  const pdolData = fillPdol(transaction);
  if (!pdolData.ok) return pdolData;
  transaction.cda.sentValues.push(pdolData.value);
  const data = encodeTlv([primitive(TAG_83_COMMAND_TEMPLATE, pdolData.value)]);
  const answer = yield* sendCommand("GET PROCESSING OPTIONS", getProcessingOptionsCommand(data));
  if (!answer.ok) return answer;
  const { sw } = answer.value;
  if (sw === SW_CONDITIONS_NOT_SATISFIED) {
    note(transaction, "initiateApplication", CLAUSE, "6985: this application is removed from the candidates");
    return ok("conditionsNotSatisfied");
  }
  if (sw !== SW_SUCCESS) {
    return ended("cardNotUsable", CLAUSE, `GET PROCESSING OPTIONS answered ${statusWords(sw)}`);
  }
  const objects = parseProcessingOptions(answer.value.data);
  if (!objects.ok) return ended("cardNotUsable", "EMV Book 3, 6.5.8.4", objects.fault);
  for (const { tag, value } of objects.value) learn(transaction, tag, value);
  note(transaction, "initiateApplication", CLAUSE, "AIP and AFL received");
  return ok("initiated");
}

function fillPdol(transaction: Transaction): Result<Uint8Array, Ended> {
  const pdol = cardObject(transaction, TAG_9F38_PDOL);
  if (pdol === undefined) return ok(new Uint8Array());
  const entries = parseDol(pdol);
  if (!entries.ok) return ended("cardNotUsable", CLAUSE, "the PDOL is malformed");
  if (dolDataLength(entries.value) > PDOL_DATA_MAX) {
    return ended("cardNotUsable", CLAUSE, "the PDOL asks for more than a command can carry");
  }
  return ok(fillDol(entries.value, (tag) => dataObject(transaction, tag)));
}

/**
 * Format 1: `80 len AIP(2) AFL(4n)`. Format 2: `77 {82, 94, ...}` (EMV Book 3, 6.5.8.4). The fault is a
 * sentence.
 */
export function parseProcessingOptions(data: Uint8Array): Result<readonly TlvObject[], string> {
  const decoded = decodeTlv(data);
  const [template, ...more] = decoded.ok ? decoded.value : [];
  if (template === undefined || more.length > 0) return err("the processing options are malformed");
  const objects = optionsIn(template);
  if (objects === undefined) return err("the processing options have neither format 1 nor format 2");
  const aips = objects.filter(({ tag }) => tag === TAG_82_AIP);
  const afls = objects.filter(({ tag }) => tag === TAG_94_AFL);
  if (aips.length !== 1 || aips[0]?.value.length !== AIP_LENGTH)
    return err("the AIP is missing or malformed");
  if (afls.length !== 1 || !parseAfl(afls[0]?.value ?? new Uint8Array()).ok) {
    return err("the AFL is missing or breaks the rules of EMV Book 3, 10.2");
  }
  return ok(objects);
}

function optionsIn(template: TlvObject): readonly TlvObject[] | undefined {
  if (template.tag === TAG_77_RESPONSE_TEMPLATE_2) return primitivesOf(template.children ?? []);
  if (template.tag !== TAG_80_RESPONSE_TEMPLATE_1) return undefined;
  return [
    { tag: TAG_82_AIP, value: template.value.subarray(0, AIP_LENGTH) },
    { tag: TAG_94_AFL, value: template.value.subarray(AIP_LENGTH) },
  ];
}
