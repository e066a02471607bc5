import { fromAscii, toHex, toLatin1 } from "../../../main/domain/bytes.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { hotlistPage, itemPage, listPage } from "../downloads.ts";
import { bytesField } from "../message.ts";
import type { MessageKind } from "../message-kinds.ts";
import type { HostRequest } from "../request.ts";

/**
 * Downloads page by page (cup-8583 section 9): 0800 or 0820, 60.1 = 00, and 60.3 says what. Each page stands for itself, so
 * that a terminal resumes where it was. No sign-in is needed: what is downloaded is no secret.
 */

type Row = {
  readonly kind: MessageKind;
  readonly management: string;
  /** DE62 of the answer; undefined for 30, "" for none. */
  readonly page: (asked: Uint8Array, desk: Desk) => Uint8Array | "" | undefined;
};

const STATUS_LENGTH_MAX = 127;

const ROWS: readonly Row[] = [
  {
    kind: "parameters",
    management: "360",
    page: (_asked, { downloads }) => fromAscii(downloads.parameters ?? ""),
  },
  { kind: "parametersEnd", management: "361", page: () => "" },
  {
    kind: "terminalStatus",
    management: "362",
    page: (asked) => (asked.length > STATUS_LENGTH_MAX || asked.length === 0 ? undefined : ""),
  },
  { kind: "caKeyList", management: "372", page: (asked, desk) => list(asked, desk, "caKeys") },
  {
    kind: "caKey",
    management: "370",
    page: (asked, { downloads }) => itemPage(downloads.caKeys ?? [], toHex(asked)),
  },
  { kind: "caKeyEnd", management: "371", page: () => "" },
  { kind: "aidList", management: "382", page: (asked, desk) => list(asked, desk, "aids") },
  {
    kind: "aid",
    management: "380",
    page: (asked, { downloads }) => itemPage(downloads.aids ?? [], toHex(asked)),
  },
  { kind: "aidEnd", management: "381", page: () => "" },
  {
    kind: "hotlist",
    management: "390",
    page: (asked, { downloads, rule }) => {
      const index = /^\d{3}$/.exec(toLatin1(asked))?.[0];
      if (index === undefined) return undefined;
      return hotlistPage(downloads, Number(index) + (rule?.do === "pageOutOfOrder" ? 1 : 0));
    },
  },
  { kind: "hotlistEnd", management: "391", page: () => "" },
];

/** DE62 of the request: "1" and two digits, how many the terminal has. */
function list(asked: Uint8Array, { downloads, rule }: Desk, of: "caKeys" | "aids"): Uint8Array | undefined {
  const count = /^1(\d{2})$/.exec(toLatin1(asked))?.[1];
  if (count === undefined) return undefined;
  return listPage(downloads[of] ?? [], Number(count) + (rule?.do === "pageOutOfOrder" ? 1 : 0));
}

export const DOWNLOADS: readonly Handler[] = ROWS.map((row) => ({
  kind: row.kind,
  matches: ({ message, type, field60 }) =>
    (message.mti === "0800" || message.mti === "0820") &&
    type === "00" &&
    field60?.management === row.management,
  mandatory: [41, 42, 60],
  needsSignIn: false,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 60],
  decide: (request, desk) => decide(row, request, desk),
}));

function decide(row: Row, request: HostRequest, desk: Desk): Decision {
  const page = row.page(bytesField(request.message.fields, 62) ?? new Uint8Array(), desk);
  if (page === undefined) return { code: "30", note: "DE62 does not say which page" };
  return page === "" ? { code: "00" } : { code: "00", fields: new Map([[62, page]]) };
}
