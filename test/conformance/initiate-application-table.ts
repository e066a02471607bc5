import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { initiateApplication } from "../../main/domain/emv/kernel/initiate-application.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { decodeTlv } from "../../main/domain/emv/tlv.ts";
import { transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { commandsOf, play } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.1: GET PROCESSING OPTIONS. */

const AIP_AND_AFL = "770A82027C00940408010100";

function objectsOf(fci: string) {
  const decoded = decodeTlv(fromHex(fci));
  if (!decoded.ok) throw new Error("the table's FCI is no TLV list");
  return decoded.value;
}

function initiate(answer: string, fci = "", change: Partial<TransactionInput> = {}) {
  const transaction = transactionWith({}, change);
  const response = answer === "gone" ? undefined : fromHex(answer);
  const { result, requests } = play(initiateApplication(transaction, objectsOf(fci)), () => response);
  const said = result.ok ? result.value : result.fault.reason;
  const [aip, afl] = [0x82, 0x94].map((tag) => toHex(transaction.card.get(tag) ?? new Uint8Array()));
  return { said: `${said} ${aip} ${afl}`.trim(), command: commandsOf(requests)[0] ?? "none" };
}

const said =
  (answer: string, fci = ""): Row[1] =>
  () =>
    initiate(answer, fci).said;

/** The command that a PDOL leads to. */
const asked =
  (pdol: string, change: Partial<TransactionInput> = {}): Row[1] =>
  () =>
    initiate(`${AIP_AND_AFL}9000`, pdol, change).command;

const UNUSABLE = "cardNotUsable";
const OPENED = "initiated 7C00 08010100";

const statusRows: readonly Row[] = ["6A81", "6A82", "6984", "6986", "6700", "6283", "6300", "6D00"].map(
  (sw) => [`status word ${sw} ends it`, said(sw), UNUSABLE],
);

const aflRows: readonly Row[] = [
  ["no entry", ""],
  ["three bytes", "080101"],
  ["five bytes", "0801010000"],
  ["file 0", "00010100"],
  ["file 31", "F8010100"],
  ["a low bit of the file byte set", "09010100"],
  ["record 0", "08000100"],
  ["last before first", "08020100"],
  ["more signed records than there are", "08010102"],
  ["the second entry wrong", "0801010010020100"],
].map(([name, afl = ""]) => [
  `AFL: ${name}`,
  said(`80${toHex(Uint8Array.of(2 + afl.length / 2))}7C00${afl}9000`),
  UNUSABLE,
]);

export const initiateApplicationStep = step("GPO", "Initiate application processing", [
  rule("the PDOL is filled with the terminal's data", "EMV Book 3, 5.4 and 10.1", [
    ["no PDOL: 83 00", asked(""), "80A8000002830000"],
    ["an empty PDOL: 83 00", asked("9F3800"), "80A8000002830000"],
    ["amount, numeric", asked("9F38039F0206"), "80A80000088306000000001234" + "00"],
    [
      "a number longer than its data is filled from the left",
      asked("9F38039F0208"),
      "80A800000A8308" + "0000000000001234" + "00",
    ],
    [
      "a number shorter than its data loses its left",
      asked("9F38039F0202"),
      "80A80000048302" + "1234" + "00",
    ],
    [
      "text longer than its data is filled at the right",
      asked("9F38039F1E0A"),
      "80A800000C830A" + "4A494E4B413030310000" + "00",
    ],
    [
      "text shorter than its data loses its right",
      asked("9F38039F1E04"),
      "80A80000068304" + "4A494E4B" + "00",
    ],
    ["an object that is not known is zeros", asked("9F3803DF7F03"), "80A80000058303000000" + "00"],
    ["a template in the list is zeros", asked("9F3803BF0C02"), "80A800000483020000" + "00"],
    [
      "an object of the card cannot be asked of the terminal",
      asked("5F24033012319F38035F2403"),
      "80A80000058303" + "301231" + "00",
    ],
    ["the same object twice", asked("9F38049C019C01"), "80A8000004830200" + "00" + "00"],
    ["unpredictable number", asked("9F38039F3704"), "80A80000068304" + "3510540E" + "00"],
    ["date and time", asked("9F38059A039F2103"), "80A80000088306" + "261123120000" + "00"],
    ["the TVR is zero still", asked("9F38029505"), "80A80000078305" + "0000000000" + "00"],
    ["country and currency", asked("9F38069F1A025F2A02"), "80A80000068304" + "01560156" + "00"],
    ["the type of a refund", asked("9F38029C01", { transactionType: 0x20 }), "80A8000003830120" + "00"],
    ["9F7A is 00 where no electronic cash is configured", asked("9F38039F7A01"), "80A8000003830100" + "00"],
    ["9F66 is zeros behind contacts", asked("9F38039F6604"), "80A80000068304" + "00000000" + "00"],
    ["a PDOL that is cut off", said(`${AIP_AND_AFL}9000`, "9F38029F02"), UNUSABLE],
    [
      "a PDOL that asks for more than a command carries",
      said(`${AIP_AND_AFL}9000`, "9F38069F02FF9F03FF"),
      UNUSABLE,
    ],
  ]),
  rule("the status word", "EMV Book 3, 10.1", [
    ["9000", said(`${AIP_AND_AFL}9000`), OPENED],
    ["6985 leads back to selection", said("6985"), "conditionsNotSatisfied"],
    ...statusRows,
    ["no status word", said("90"), UNUSABLE],
    ["the card is gone", said("gone"), "cardRemoved"],
  ]),
  rule("formats 1 and 2", "EMV Book 3, 6.5.8.4", [
    ["format 1", said("80067C00080101009000"), OPENED],
    ["format 2", said(`${AIP_AND_AFL}9000`), OPENED],
    ["format 2 in the other order", said("770A94040801010082027C009000"), OPENED],
    ["format 2 with more objects", said("770F9F3602000182027C009404080101009000"), OPENED],
    ["format 2 without AIP", said("7706940408010100" + "9000"), UNUSABLE],
    ["format 2 without AFL", said("770482027C009000"), UNUSABLE],
    ["an AIP of one byte", said("770982017C9404080101009000"), UNUSABLE],
    ["two AIPs", said("770E82027C0082027C009404080101009000"), UNUSABLE],
    ["two AFLs", said("771082027C009404080101009404080101009000"), UNUSABLE],
    ["another template", said("700A82027C009404080101009000"), UNUSABLE],
    ["format 1 of one byte", said("80017C9000"), UNUSABLE],
    ["bytes behind the template", said(`${AIP_AND_AFL}80009000`), UNUSABLE],
    ["no data", said("9000"), UNUSABLE],
    ["a length beyond the answer", said("770B82027C009404080101009000"), UNUSABLE],
  ]),
  rule("the AFL is checked before a record is read", "EMV Book 3, 10.2", aflRows),
]);
