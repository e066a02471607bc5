import { concatBytes, fromAscii, toLatin1 } from "../../../main/domain/bytes.ts";
import type { DownloadedParameters } from "../../../main/domain/payment/downloads.ts";
import { GB18030 } from "../codec/charset.ts";
import type { Misfit } from "./digits.ts";

/** Terminal parameters as a row of two-digit tags and values of fixed length (cup-8583 section 9.1). */

type NumberName = Extract<
  keyof DownloadedParameters,
  | "connectTimeoutS"
  | "replyTimeoutS"
  | "retryCount"
  | "tipPercentMax"
  | "reversalResendCount"
  | "offlineUploadMode"
  | "masterKeyIndex"
  | "offlineCountMax"
>;

type SwitchName = Extract<
  keyof DownloadedParameters,
  "tipsAllowed" | "manualEntryAllowed" | "signOutAfterSettlement"
>;

type ParameterRow = { readonly tag: string; readonly length: number; readonly inStatus: boolean } & (
  | { readonly kind: "number"; readonly name: NumberName }
  | { readonly kind: "switch"; readonly name: SwitchName }
  | { readonly kind: "phone" | "managementPhone" | "merchantName" | "switches" }
);

/** In the order of the tags. Those of the status upload are cup-8583 section 9.2's: 11 to 21, 23, 25, 27. */
const PARAMETER_ROWS: readonly ParameterRow[] = [
  { tag: "11", length: 2, inStatus: true, kind: "number", name: "connectTimeoutS" },
  { tag: "12", length: 2, inStatus: true, kind: "number", name: "replyTimeoutS" },
  { tag: "13", length: 1, inStatus: true, kind: "number", name: "retryCount" },
  { tag: "14", length: 14, inStatus: true, kind: "phone" },
  { tag: "15", length: 14, inStatus: true, kind: "phone" },
  { tag: "16", length: 14, inStatus: true, kind: "phone" },
  { tag: "17", length: 14, inStatus: true, kind: "managementPhone" },
  { tag: "18", length: 1, inStatus: true, kind: "switch", name: "tipsAllowed" },
  { tag: "19", length: 2, inStatus: true, kind: "number", name: "tipPercentMax" },
  { tag: "20", length: 1, inStatus: true, kind: "switch", name: "manualEntryAllowed" },
  { tag: "21", length: 1, inStatus: true, kind: "switch", name: "signOutAfterSettlement" },
  { tag: "22", length: 40, inStatus: false, kind: "merchantName" },
  { tag: "23", length: 1, inStatus: true, kind: "number", name: "reversalResendCount" },
  { tag: "24", length: 1, inStatus: false, kind: "number", name: "offlineUploadMode" },
  { tag: "25", length: 1, inStatus: true, kind: "number", name: "masterKeyIndex" },
  { tag: "26", length: 4, inStatus: false, kind: "switches" },
  { tag: "27", length: 2, inStatus: true, kind: "number", name: "offlineCountMax" },
];

const ROWS_BY_TAG: ReadonlyMap<string, ParameterRow> = new Map(PARAMETER_ROWS.map((row) => [row.tag, row]));

const TAG_LENGTH = 2;

/** All parameters, or the reason why they are refused whole. Any bytes give one of the two. */
export function readParameters(field: Uint8Array): DownloadedParameters | string {
  const seen = new Set<string>();
  const phones: string[] = [];
  let parameters: DownloadedParameters = {};
  // Every turn takes at least a tag off the rest.
  for (let at = 0; at < field.length; ) {
    const tag = toLatin1(field.subarray(at, at + TAG_LENGTH));
    const row = ROWS_BY_TAG.get(tag);
    if (row === undefined) return "DE62 has a parameter that is not known";
    if (seen.has(tag)) return `parameter ${tag} is there twice`;
    seen.add(tag);
    const value = field.slice(at + TAG_LENGTH, at + TAG_LENGTH + row.length);
    if (value.length < row.length) return `parameter ${tag} is cut off`;
    at += TAG_LENGTH + row.length;
    const read = readValue(row, value);
    if (read === undefined) return `parameter ${tag} has no such value`;
    if (row.kind === "phone") phones.push(String(read.phone));
    else parameters = { ...parameters, ...read.parameters };
  }
  if (seen.size === 0) return "DE62 has no parameters";
  return phones.length === 0 ? parameters : { ...parameters, phones };
}

type ReadValue = { readonly phone?: string; readonly parameters?: DownloadedParameters };

function readValue(row: ParameterRow, value: Uint8Array): ReadValue | undefined {
  const text = toLatin1(value);
  switch (row.kind) {
    case "number":
      return /^\d+$/.test(text) ? { parameters: { [row.name]: Number(text) } } : undefined;
    case "switch":
      return /^[01]$/.test(text) ? { parameters: { [row.name]: text === "1" } } : undefined;
    case "phone":
      return isPhone(text) ? { phone: text.trim() } : undefined;
    case "managementPhone":
      return isPhone(text) ? { parameters: { managementPhone: text.trim() } } : undefined;
    case "merchantName": {
      const name = GB18030.decode(value);
      return name === undefined ? undefined : { parameters: { merchantName: name.trimEnd() } };
    }
    case "switches":
      return { parameters: { transactionSwitches: value } };
  }
}

const isPhone = (text: string): boolean => /^[\d ,#*+-]*$/.test(text);

/** The parameters that a status upload repeats. What is not known is zeros, or blanks where it is a number to dial. */
export function writeParameters(parameters: DownloadedParameters): Uint8Array | Misfit {
  const parts: Uint8Array[] = [];
  let phoneIndex = 0;
  for (const row of PARAMETER_ROWS) {
    if (!row.inStatus) continue;
    const text = writeValue(row, parameters, phoneIndex);
    if (row.kind === "phone") phoneIndex += 1;
    if (text.length > row.length) return { misfit: `parameter ${row.tag} is too long` };
    const isPhoneRow = row.kind === "phone" || row.kind === "managementPhone";
    if (!(isPhoneRow ? isPhone(text) : /^\d*$/.test(text)))
      return { misfit: `parameter ${row.tag} has no such value` };
    parts.push(
      fromAscii(row.tag + (isPhoneRow ? text.padEnd(row.length, " ") : text.padStart(row.length, "0"))),
    );
  }
  return concatBytes(...parts);
}

function writeValue(row: ParameterRow, parameters: DownloadedParameters, phoneIndex: number): string {
  switch (row.kind) {
    case "number":
      return String(parameters[row.name] ?? 0);
    case "switch":
      return parameters[row.name] ? "1" : "0";
    case "phone":
      return parameters.phones?.[phoneIndex] ?? "";
    case "managementPhone":
      return parameters.managementPhone ?? "";
    case "merchantName":
    case "switches":
      return "";
  }
}
