import { assertDefined, assertNever } from "../../../main/domain/assert.ts";
import type { DownloadEndRequest, WantedDownload } from "../../../main/domain/payment/downloads.ts";
import type {
  AcquirerRequest,
  BatchNoticeRequest,
  LoadSource,
  ReversalReason,
  ReversibleKind,
} from "../../../main/domain/payment/exchange.ts";

/** One message of a dialect as data: what it carries, how its answer is matched, and when that must carry a MAC. */
export type MessageRow = {
  readonly mti: string;
  /** M: without it the message is not built. C: left out when the request has nothing for it. */
  readonly fields: Readonly<Record<number, "M" | "C">>;
  /** Fields that always say the same; of DE61 also what stands there where the request names no original. */
  readonly constants?: Readonly<Record<number, string>>;
  /** DE60 of the UnionPay dialect. */
  readonly field60?: {
    /** 60.1. */
    readonly messageType: string;
    /** 60.3; `keyAlgorithm` takes it from the configuration. */
    readonly networkManagement: string;
    /**
     * How many digits there are: 11 end after 60.3, 13 add read capability and chip condition (60.4, 60.5), 14 add
     * partial approval (60.6).
     */
    readonly length: 11 | 13 | 14;
  };
  /** DE61 ends with the date of the original, where that is known. */
  readonly hasOriginalDate?: true;
  /** DE63 where the request names no operator. */
  readonly operatorNumber?: string;
  /** DE39 of a reversal, where the dialect has codes of its own. */
  readonly reasonCodes?: Readonly<Record<ReversalReason, string>>;
  /** DE90: the type of the message that is referred to. */
  readonly originalMti?: string;
  /** DE55: the tags it carries, in this order, as far as card and terminal have them. */
  readonly iccTags: readonly number[];
  /** The answer must carry these fields of the request unchanged, where the request carried them. */
  readonly matchOn: readonly number[];
  /** Codes in DE39 with which the answer must carry a MAC. With others one is checked when present. */
  readonly macDueOn: readonly string[];
};

type PlainKind = Exclude<
  AcquirerRequest["kind"],
  | "load"
  | "adjustment"
  | "reversal"
  | "scriptNotice"
  | "batchChip"
  | "batchFailedChip"
  | "batchEnd"
  | "batchNotice"
  | "download"
  | "downloadEnd"
>;

type OriginalKey = Exclude<ReversibleKind, "load"> | "preAuthorisation:additional" | `load:${LoadSource}`;

type NoticeKey =
  | Exclude<BatchNoticeRequest["notice"]["kind"], "adjustment">
  | `adjustment:${"offlineSale" | "tip"}`;

/** Names a row of a dialect's table. */
export type MessageKey =
  | PlainKind
  | NoticeKey
  | OriginalKey
  | `reversal:${OriginalKey}`
  | `scriptNotice:${"sale" | `load:${LoadSource}`}`
  | `${"batchChip" | "batchFailedChip" | "batchEnd"}:${"balanced" | "unbalanced"}`
  | `batchNotice:${NoticeKey}`
  | `download:${WantedDownload["what"]}`
  | `downloadEnd:${DownloadEndRequest["of"]}`;

/** The messages of a dialect. One that it does not have is not built. */
export type MessageTable = { readonly [key in MessageKey]?: MessageRow };

export function messageKey(request: AcquirerRequest): MessageKey {
  switch (request.kind) {
    case "load":
      return `load:${request.from}`;
    case "preAuthorisation":
      return request.isAdditional ? "preAuthorisation:additional" : "preAuthorisation";
    case "reversal":
      return `reversal:${originalKey(request.reversed, request.from, request.isAdditional)}`;
    case "scriptNotice":
      return request.noticed === "sale"
        ? "scriptNotice:sale"
        : `scriptNotice:load:${loadSource(request.from)}`;
    case "batchChip":
    case "batchFailedChip":
    case "batchEnd":
      return `${request.kind}:${request.isBalanced ? "balanced" : "unbalanced"}`;
    case "batchNotice":
      return `batchNotice:${noticeKey(request.notice)}`;
    case "download":
      return `download:${request.wanted.what}`;
    case "downloadEnd":
      return `downloadEnd:${request.of}`;
    case "adjustment":
      return noticeKey(request);
    default:
      return request.kind;
  }
}

const noticeKey = (notice: BatchNoticeRequest["notice"]): NoticeKey =>
  notice.kind === "adjustment" ? `adjustment:${notice.adjusted}` : notice.kind;

const loadSource = (from: LoadSource | undefined): LoadSource => assertDefined(from, "a load has a source");

function originalKey(
  kind: ReversibleKind,
  from: LoadSource | undefined,
  isAdditional: boolean | undefined,
): OriginalKey {
  switch (kind) {
    case "load":
      return `load:${loadSource(from)}`;
    case "preAuthorisation":
      return isAdditional ? "preAuthorisation:additional" : "preAuthorisation";
    case "sale":
    case "void":
    case "loadVoid":
    case "preAuthorisationVoid":
    case "completion":
    case "completionVoid":
      return kind;
    default:
      return assertNever(kind);
  }
}
