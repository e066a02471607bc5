import { toUint } from "../../bytes.ts";
import { COMMANDS, type CommandClass, type CommandRow } from "./commands-table.ts";

/** A command APDU as it was sent: short or extended lengths, cases 1 to 4 (ISO/IEC 7816-3, 12.1.3), also cut off. */
export type CommandApdu = {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** As it is written in the command, whatever follows. */
  readonly lc?: number;
  readonly data: Uint8Array;
  /** 1 to 65536 bytes; 00 is given as 256 (0000 as 65536). */
  readonly le?: number;
  /** How far its lengths are from its bytes. */
  readonly fault?: "dataCutOff" | "bytesLeftOver";
};

const HEADER_LENGTH = 4;
const SHORT_MAX = 256;
const EXTENDED_MAX = 65_536;

/** Undefined for fewer than four bytes. */
export function readCommandApdu(bytes: Uint8Array): CommandApdu | undefined {
  const [cla, ins, p1, p2] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  const body = bytes.subarray(HEADER_LENGTH);
  const isExtended = body.length >= 3 && body[0] === 0;
  return isExtended ? withExtendedBody(header, body) : withShortBody(header, body);
}

type Header = Pick<CommandApdu, "cla" | "ins" | "p1" | "p2">;

function withShortBody(header: Header, body: Uint8Array): CommandApdu {
  const first = body[0];
  if (first === undefined) return { ...header, data: body };
  if (body.length === 1) return { ...header, data: body.subarray(1), le: orMost(first, SHORT_MAX) };
  const data = body.subarray(1, 1 + first);
  const rest = body.subarray(1 + first);
  const parts = { ...header, lc: first, data };
  if (data.length < first) return { ...parts, fault: "dataCutOff" };
  if (rest.length > 1) return { ...parts, fault: "bytesLeftOver" };
  return rest.length === 0 ? parts : { ...parts, le: orMost(rest[0] ?? 0, SHORT_MAX) };
}

function withExtendedBody(header: Header, body: Uint8Array): CommandApdu {
  const length = toUint(body.subarray(1, 3));
  if (body.length === 3) return { ...header, data: body.subarray(3), le: orMost(length, EXTENDED_MAX) };
  const data = body.subarray(3, 3 + length);
  const rest = body.subarray(3 + length);
  const parts = { ...header, lc: length, data };
  if (data.length < length) return { ...parts, fault: "dataCutOff" };
  if (rest.length === 0) return parts;
  if (rest.length !== 2) return { ...parts, fault: "bytesLeftOver" };
  return { ...parts, le: orMost(toUint(rest), EXTENDED_MAX) };
}

const orMost = (value: number, most: number): number => (value === 0 ? most : value);

export function findCommand({ cla, ins, p1 }: Header): CommandRow | undefined {
  const classOf = classOfCla(cla);
  return COMMANDS.find(
    (row) => row.ins === ins && row.classes.includes(classOf) && (row.p1 === undefined || row.p1 === p1),
  );
}

function classOfCla(cla: number): CommandClass {
  if (cla === 0xff) return "reader";
  return (cla & 0x80) === 0 ? "interindustry" : "proprietary";
}
