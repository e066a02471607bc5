import { toHex } from "../../main/domain/bytes.ts";
import { readApplicationData } from "../../main/domain/emv/kernel/read-application-data.ts";
import { transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { commandsOf, lookupCard, play } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.2: READ RECORD, mandatory objects, formats. */

const PAN = "5A086228000100001117";
const EXPIRY = "5F2403301231";
const CDOL1 = "8C039F0206";
const CDOL2 = "8D058A029F0206";
const WHOLE = PAN + EXPIRY + CDOL1 + CDOL2;

const template = (content: string, tag = "70"): string => {
  const length = toHex(Uint8Array.of(content.length / 2));
  return tag + (content.length / 2 < 0x80 ? length : `81${length}`) + content;
};

function read(afl: string, records: Readonly<Record<string, string>>) {
  const transaction = transactionWith({ "82": "7C00", "94": afl });
  const { result, requests } = play(readApplicationData(transaction), lookupCard(records, "6A83"));
  return { transaction, result, commands: commandsOf(requests) };
}

/** The only record of file 1: whether it will do. */
const record =
  (bytes: string): Row[1] =>
  () => {
    const { result } = read("08010100", { "00B2010C00": bytes });
    return result.ok ? "read" : `${result.fault.reason} ${result.fault.clause}`;
  };

const content = (objects: string): Row[1] => record(`${template(objects)}9000`);

const commands =
  (afl: string): Row[1] =>
  () =>
    read(afl, {}).commands.join(" ");

/** What is signed, in hexadecimal, one record after the other. */
const signed =
  (afl: string, records: Readonly<Record<string, string>>): Row[1] =>
  () => {
    const { result } = read(afl, records);
    if (!result.ok) return result.fault.reason;
    return result.value.signedRecords?.map(toHex).join("|") ?? "unusable";
  };

/** What the card is known for. */
const fact =
  (objects: string, name: "expiry" | "panSequenceNumber" | "pan" | "track2"): Row[1] =>
  () => {
    const { result } = read("08010100", { "00B2010C00": `${template(objects)}9000` });
    if (!result.ok) return result.fault.reason;
    const value = result.value.facts.card[name];
    return String(typeof value === "object" ? value.reveal() : value);
  };

const kept =
  (objects: string, tag: number): Row[1] =>
  () =>
    toHex(
      read("08010100", { "00B2010C00": `${template(objects)}9000` }).transaction.card.get(tag) ??
        new Uint8Array(),
    ) || "not kept";

const CUT = "cardNotUsable EMV Book 3, 10.2";
const TEMPLATE = "cardNotUsable EMV Book 3, 6.5.11.4";
const MISSING = "cardNotUsable EMV Book 3, 7.2";
const FORMAT = "cardNotUsable EMV Book 3, 7.5";
const LIST = "cardNotUsable EMV Book 3, 5.4";

const statusRows: readonly Row[] = ["6A83", "6985", "6283", "6300", "6981", "6D00"].map((sw) => [
  `READ RECORD answers ${sw}`,
  record(sw),
  CUT,
]);

const mandatoryRows: readonly Row[] = [
  ["5A", PAN],
  ["5F24", EXPIRY],
  ["8C", CDOL1],
  ["8D", CDOL2],
].flatMap(([tag, object = ""]): Row[] => [
  [`${tag} is missing`, content(WHOLE.replace(object, "")), MISSING],
  [`${tag} is empty`, content(WHOLE.replace(object, `${tag}00`)), MISSING],
]);

const lengthRows: readonly Row[] = [
  ["5F24", "5F24023012"],
  ["5F25", "5F25022001"],
  ["5F34", "5F34020001"],
  ["9F0D", "9F0D04D8400000"],
  ["9F0E", "9F0E0400000000"],
  ["9F0F", "9F0F06D84000000000"],
  ["9F14", "9F14020003"],
  ["9F23", "9F23020006"],
].map(([tag, object = ""]) => [
  `${tag} has another length than its own`,
  content((tag === "5F24" ? WHOLE.replace(EXPIRY, "") : WHOLE) + object),
  FORMAT,
]);

const twiceRows: readonly Row[] = [
  ["PAN", PAN],
  ["expiration date", EXPIRY],
  ["an object that is not used (9F49)", "9F49039F37049F49039F3704"],
  ["an object that is not known (DF7F)", "DF7F0100DF7F0100"],
  ["the AIP, which came with the processing options", "82027C00"],
  ["the AFL, which came with the processing options", "940408010100"],
].map(([name, object = ""]) => [`twice: ${name}`, content(WHOLE + object), CUT]);

export const readApplicationDataStep = step(
  "REC",
  "Read application data",
  [
    rule("records are read in the order of the AFL", "EMV Book 3, 10.2", [
      ["one record", commands("08010100"), "00B2010C00"],
      [
        "files and records by P2 and P1",
        () =>
          read("0801020050030300", { "00B2010C00": "70009000", "00B2020C00": "70009000" }).commands.join(" "),
        "00B2010C00 00B2020C00 00B2035400",
      ],
      ["the first failure ends it: no further record", commands("08010300"), "00B2010C00"],
      ["an AFL of more records than a card has", commands("0801FF00"), ""],
      ...statusRows,
    ]),
    rule("a record is one template 70", "EMV Book 3, 6.5.11.4", [
      ["template 70", content(WHOLE), "read"],
      ["a length of two bytes", record(`7081${toHex(Uint8Array.of(WHOLE.length / 2))}${WHOLE}9000`), "read"],
      ["template 77", record(`${template(WHOLE, "77")}9000`), TEMPLATE],
      ["no data", record("9000"), TEMPLATE],
      ["bytes behind the template", record(`${template(WHOLE)}FF9000`), TEMPLATE],
      ["a length beyond the record", record("70085A0862280001" + "9000"), TEMPLATE],
      ["an object beyond the template", content(`${WHOLE}9F1F0F31`), CUT],
      ["filler between objects", content(`${PAN}0000${EXPIRY}${CDOL1}${CDOL2}`), "read"],
      [
        "a file of the issuer's own (11 to 30) may hold anything",
        () =>
          read("0801010058010100", { "00B2010C00": `${template(WHOLE)}9000`, "00B2015C00": "FF019000" })
            .result.ok
            ? "read"
            : "ended",
        "read",
      ],
      [
        "objects of the issuer's own files are not taken",
        () => (read("58010100", { "00B2015C00": `${template(WHOLE)}9000` }).result.ok ? "read" : "ended"),
        "ended",
      ],
    ]),
    rule("mandatory objects", "EMV Book 3, 7.2", mandatoryRows),
    rule("no object twice", "EMV Book 3, 10.2", twiceRows),
    rule("only the card's own objects are believed", "EMV Book 3, 7.1", [
      ["the amount is the terminal's", kept(`${WHOLE}9F0206000000000001`, 0x9f02), "not kept"],
      ["the TVR is the terminal's", kept(`${WHOLE}95050000000000`, 0x95), "not kept"],
      ["the response code is the issuer's", kept(`${WHOLE}8A023030`, 0x8a), "not kept"],
      ["an object that is not known", kept(`${WHOLE}DF7F0101`, 0xdf7f), "not kept"],
      ["the CVM list is the card's", kept(`${WHOLE}8E0A00000000000000001F00`, 0x8e), "00000000000000001F00"],
    ]),
    rule("formats", "EMV Book 3, 7.5", [
      ...lengthRows,
      ["5F24 with a letter", content(WHOLE.replace("301231", "30A231")), FORMAT],
      ["5F24 on the 29th of February of a leap year", content(WHOLE.replace("301231", "280229")), "read"],
      ["a PAN of 12 digits", content(WHOLE.replace(PAN, "5A0862280001" + "0000FFFF")), FORMAT],
      ["a PAN of 13 digits", fact(WHOLE.replace(PAN, "5A0762280001" + "00001F"), "pan"), "6228000100001"],
      [
        "a PAN of 19 digits",
        fact(WHOLE.replace(PAN, "5A0A6228000100001117" + "123F"), "pan"),
        "6228000100001117123",
      ],
      ["a PAN of 20 digits", content(WHOLE.replace(PAN, "5A0A6228000100001117" + "1234")), FORMAT],
      ["a PAN with filler inside", content(WHOLE.replace(PAN, "5A0862280001FFFF1117")), FORMAT],
      ["5F34 with a letter", content(`${WHOLE}5F34010A`), FORMAT],
      ["5F34 is two digits", fact(`${WHOLE}5F340112`, "panSequenceNumber"), "12"],
      ["5F24 gives the message its YYMM", fact(WHOLE, "expiry"), "3012"],
      ["CDOL1 that is cut off", content(WHOLE.replace(CDOL1, "8C029F02")), LIST],
      ["CDOL2 that is cut off", content(WHOLE.replace(CDOL2, "8D029F02")), LIST],
      [
        "CDOL1 that asks for more than a command carries",
        content(WHOLE.replace(CDOL1, "8C069F02FF9F0301")),
        LIST,
      ],
    ]),
    rule("track 2 and PAN name one card", "EMV Book 3, 7.5", [
      [
        "they agree",
        fact(`${WHOLE}57116228000100001117D30122010123456789`, "track2"),
        "6228000100001117D30122010123456789",
      ],
      [
        "filler at the end",
        fact(`${WHOLE}570E6228000100001117D3012201123F`, "track2"),
        "6228000100001117D3012201123",
      ],
      ["no track 2", content(WHOLE), "read"],
      ["another PAN", content(`${WHOLE}57116228000100001118D30122010123456789`), FORMAT],
      ["no separator", content(`${WHOLE}57116228000100001117030122010123456789`), FORMAT],
    ]),
    rule("what is signed", "EMV Book 3, 10.3", [
      [
        "files 1 to 10: the content without tag and length",
        signed("08010101", { "00B2010C00": `${template(WHOLE)}9000` }),
        WHOLE,
      ],
      [
        "nothing where the AFL marks nothing",
        signed("08010100", { "00B2010C00": `${template(WHOLE)}9000` }),
        "",
      ],
      [
        "the first records of an entry",
        signed("08010201", { "00B2010C00": `${template(WHOLE)}9000`, "00B2020C00": "70035F20009000" }),
        WHOLE,
      ],
      [
        "files from 11 on: with tag and length",
        signed("0801010058010101", {
          "00B2010C00": `${template(WHOLE)}9000`,
          "00B2015C00": "700180" + "9000",
        }),
        "700180",
      ],
      [
        "a signed record that is no template 70 spoils the data",
        signed("0801010058010101", { "00B2010C00": `${template(WHOLE)}9000`, "00B2015C00": "71009000" }),
        "unusable",
      ],
    ]),
  ],
  [
    {
      rule: "dates of six digits that no calendar has (month 13, 31 June)",
      clause: "EMV Book 3, 7.5",
      why: "5F24 and 5F25 are compared as numbers and not held against a calendar",
    },
  ],
);
