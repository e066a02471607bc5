import { concatBytes, fromAscii, fromHex, fromUint, toHex } from "../../main/domain/bytes.ts";
import { encodeTlv } from "../../simulators/issuer/tlv.ts";
import type { TestCard } from "../unit/domain/emv/scripted-card.ts";

/** A card that can do nothing but be selected: directories, applications, and status words as a table says. */

export type CardApplication = {
  readonly aid: string;
  readonly label?: string;
  /** Tag 87. */
  readonly indicator?: number;
  /** Tag 9F12. */
  readonly preferred?: string;
  /** What SELECT answers behind the FCI. */
  readonly sw?: string;
  /** The name in the FCI if it is another one. */
  readonly fciName?: string;
  /** In place of the whole FCI. */
  readonly fci?: string;
  /** In place of 9000 without data, to GET PROCESSING OPTIONS. */
  readonly options?: string;
};

export type SelectionCard = {
  /** What SELECT PSE answers; the directory of `records` if absent. */
  readonly pse?: string;
  /** SFI of the directory, in tag 88; two digits. */
  readonly sfi?: string;
  /** Objects of the PSE's A5 behind 88. */
  readonly pseObjects?: string;
  /** Records of the directory, with their status words. */
  readonly records?: readonly string[];
  /** Sub-directories by name, with their only record. */
  readonly directories?: Readonly<Record<string, string>>;
  readonly applications?: readonly CardApplication[];
  readonly codeTable?: string;
};

const PSE_NAME = toHex(fromAscii("1PAY.SYS.DDF01"));

function nameObjects({ label, indicator, preferred }: CardApplication): Uint8Array[] {
  return [
    ...(label === undefined ? [] : [encodeTlv(0x50, fromAscii(label))]),
    ...(indicator === undefined ? [] : [encodeTlv(0x87, fromUint(indicator, 1))]),
    ...(preferred === undefined ? [] : [encodeTlv(0x9f12, fromAscii(preferred))]),
  ];
}

/** A record `70 { 61 { 4F, 50, 87, 9F12 } ... }`. */
export function directoryRecord(...applications: readonly CardApplication[]): string {
  const entries = applications.map((entry) =>
    encodeTlv(0x61, encodeTlv(0x4f, fromHex(entry.aid)), ...nameObjects(entry)),
  );
  return `${toHex(encodeTlv(0x70, ...entries))}9000`;
}

function directoryFci(name: string, sfi: string, more: string): string {
  const proprietary = encodeTlv(0xa5, fromHex(`8801${sfi}${more}`));
  return `${toHex(encodeTlv(0x6f, encodeTlv(0x84, fromHex(name)), proprietary))}9000`;
}

function applicationFci(application: CardApplication, codeTable: string | undefined): string {
  if (application.fci !== undefined) return application.fci;
  const index = codeTable === undefined ? [] : [encodeTlv(0x9f11, fromHex(codeTable))];
  return toHex(
    encodeTlv(
      0x6f,
      encodeTlv(0x84, fromHex(application.fciName ?? application.aid)),
      encodeTlv(0xa5, concatBytes(...nameObjects(application), ...index)),
    ),
  );
}

/** Answers SELECT by whole and partial names, first and next, and READ RECORD of the directories. */
export function selectionCard(card: SelectionCard): TestCard {
  const { applications = [], records, sfi = "01" } = card;
  let last = -1;
  let directory = "";
  const select = (name: string, next: boolean): string => {
    directory = name;
    if (name === PSE_NAME) {
      const whole = records === undefined ? "6A82" : directoryFci(name, sfi, card.pseObjects ?? "");
      return card.pse ?? whole;
    }
    if (card.directories?.[name] !== undefined) return directoryFci(name, "02", "");
    const begin = next ? last + 1 : 0;
    const index = applications.findIndex(({ aid }, i) => i >= begin && aid.startsWith(name));
    const found = applications[index];
    if (found === undefined) return "6A82";
    last = index;
    const sw = found.sw ?? "9000";
    return sw === "9000" || sw === "6283" ? applicationFci(found, card.codeTable) + sw : sw;
  };
  const read = (number: number): string => {
    if (directory === PSE_NAME) return records?.[number - 1] ?? "6A83";
    return (number === 1 ? card.directories?.[directory] : undefined) ?? "6A83";
  };
  return (command) => {
    const [, ins = 0, p1 = 0, p2 = 0, length = 0] = command;
    if (ins === 0xa4) return fromHex(select(toHex(command.subarray(5, 5 + length)), p2 === 0x02));
    if (ins === 0xb2) return fromHex(read(p1));
    return fromHex(applications[last]?.options ?? "6D00");
  };
}
