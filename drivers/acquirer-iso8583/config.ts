import { isHex } from "../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";
import { HEADER_LENGTH, TPDU_LENGTH } from "./codec/frame.ts";

/** One clearing host as the acquirer describes it. Plain data, so that a file can hold it; bytes are hex. */
export type AcquirerConfig = {
  /** Name or address, and TCP port. */
  readonly host: string;
  readonly port: number;
  /** DE41, 8 characters. */
  readonly terminalId: string;
  /** DE42, 15 characters. */
  readonly merchantId: string;
  /** 5 bytes: 60, destination (2), source (2); for example `6000030000`. */
  readonly tpdu: string;
  /**
   * 6 bytes as the terminal sends them: application class, version, terminal state (high nibble; 0 normal, 1 test),
   * sub-version (3); for example `603100310000` (cup-8583 section 1).
   */
  readonly header: string;
  /** What some acquirers want between TPDU and header (calling number, position); empty for most. */
  readonly insertedHeader: string;
  /** How many bytes stand between TPDU and header in *answers*; 0 for most. */
  readonly answerInsertedLength: number;
  /** Longest wait for a TCP connection. When it passes, not one byte was sent. */
  readonly connectTimeoutMs: number;
  /**
   * Longest wait from the write to a matching answer. Shorter than the host's own patience makes good sales
   * unknown; 60 s is the dialect's custom (cup-8583 section 11). It runs on the event loop's monotonic clock.
   */
  readonly replyTimeoutMs: number;
  /**
   * How long a connection without an answer stays open after the timeout, only to hear the late answer and report it.
   * It holds up neither the next exchange nor the end of the process. 0 closes at once.
   */
  readonly lingerMs: number;
  /**
   * Keeps one connection from exchange to exchange, and closes it when it was idle that long: an idle half-open
   * connection makes an ordinary sale unknown (money.md rule 1). Absent: one connection per exchange.
   */
  readonly longConnection?: { readonly idleMaxMs: number };
  /**
   * DE60.3 of a sign-in: `001` single-length DES keys, `003` double-length, `004` double-length with track
   * encryption. Under `004` no clear track leaves: a chip card's DE35 is left out and a swipe is refused as not
   * built, because the secure module port does not encrypt tracks.
   */
  readonly keyAlgorithm: "001" | "003" | "004";
  readonly macAlgorithm: MacAlgorithm;
  /** Whether a refusal may come without DE64 (money.md rule 3). If not, such an answer is unknown. */
  readonly declineWithoutMacAccepted: boolean;
  /** DE62 of a sign-in: `Sequence No`, two length digits, network licence, device serial number (cup-8583 section 5). */
  readonly signInText: {
    /** 4 characters. */
    readonly networkLicence: string;
    /** Usually 8 characters; published messages carry 12. */
    readonly deviceSerial: string;
  };
};

export const ACQUIRER_CONFIG_DEFAULTS = {
  insertedHeader: "",
  answerInsertedLength: 0,
  connectTimeoutMs: 10_000,
  replyTimeoutMs: 60_000,
  lingerMs: 30_000,
  keyAlgorithm: "003",
  macAlgorithm: "cup-ecb",
  declineWithoutMacAccepted: true,
} as const satisfies Partial<AcquirerConfig>;

/** A day: longer waits are mistakes, and timers do not carry much more. */
const DURATION_MAX_MS = 86_400_000;

const INSERTED_LENGTH_MAX = 128;

/** The first thing that is wrong with a configuration, as a sentence; undefined if it can be used. */
export function acquirerConfigFault(config: AcquirerConfig): string | undefined {
  const isDuration = (ms: number, least: number) =>
    Number.isInteger(ms) && ms >= least && ms <= DURATION_MAX_MS;
  const isBytes = (text: string, length: number) => isHex(text) && text.length === 2 * length;
  const checks: readonly (readonly [boolean, string])[] = [
    [config.host !== "", "The host has no name."],
    [Number.isInteger(config.port) && config.port >= 1 && config.port <= 65_535, "The port is 1 to 65535."],
    [/^[\x20-\x7e]{8}$/.test(config.terminalId), "The terminal ID has 8 characters."],
    [/^[\x20-\x7e]{15}$/.test(config.merchantId), "The merchant ID has 15 characters."],
    [isBytes(config.tpdu, TPDU_LENGTH), "The TPDU has 5 bytes in hex."],
    [isBytes(config.header, HEADER_LENGTH), "The header has 6 bytes in hex."],
    [
      isHex(config.insertedHeader) && config.insertedHeader.length <= 2 * INSERTED_LENGTH_MAX,
      "The inserted header is not hex.",
    ],
    [isInsertedLength(config.answerInsertedLength), "The inserted length of answers is 0 to 128."],
    [isDuration(config.connectTimeoutMs, 1), "The connect timeout is 1 ms to a day."],
    [isDuration(config.replyTimeoutMs, 1), "The reply timeout is 1 ms to a day."],
    [isDuration(config.lingerMs, 0), "The linger time is at most a day."],
    [
      config.longConnection === undefined || isDuration(config.longConnection.idleMaxMs, 1),
      "The idle time of a long connection is 1 ms to a day.",
    ],
    [
      isSignInText(config.signInText),
      "The sign-in text is a licence of 4 and a serial of 1 to 40 ASCII characters.",
    ],
  ];
  return checks.find(([isRight]) => !isRight)?.[1];
}

const isInsertedLength = (length: number): boolean =>
  Number.isInteger(length) && length >= 0 && length <= INSERTED_LENGTH_MAX;

const isSignInText = (text: AcquirerConfig["signInText"]): boolean =>
  /^[\x20-\x7e]{4}$/.test(text.networkLicence) && /^[\x20-\x7e]{1,40}$/.test(text.deviceSerial);
