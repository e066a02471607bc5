import type { WorkingKeyAlgorithm } from "../../main/domain/batch/working-keys.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";

/** One clearing host as the acquirer describes it. Plain data, so that a file can hold it; bytes are hex. */
export type AcquirerConfig = {
  /** Which messages the host speaks. */
  readonly dialect: "unionpay" | "iso8583-1987";
  /** Name or address, and TCP port. */
  readonly host: string;
  readonly port: number;
  /** DE41, 8 characters. */
  readonly terminalId: string;
  /** DE42, 15 characters. */
  readonly merchantId: string;
  /** Absent: plain TCP. */
  readonly tls?: TlsConfig;
  /** 5 bytes: 60, destination (2), source (2); for example `6000030000`. Empty where the dialect allows none. */
  readonly tpdu: string;
  /**
   * 6 bytes as the terminal sends them: application class, version, terminal state (high nibble; 0 normal, 1 test),
   * sub-version (3); for example `603100310000` (cup-8583 section 1). Empty where the dialect allows none.
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
   * encryption. Under `004` no clear track leaves: where the secure module cannot encrypt it, a chip card's DE35 is left
   * out and a swipe is refused as not built.
   */
  readonly keyAlgorithm: "001" | "003" | "004";
  /** Cipher of the working keys. The message does not say it; the pad holds the keys. */
  readonly keyCipher: WorkingKeyAlgorithm;
  readonly macAlgorithm: MacAlgorithm;
  /** Characters of one card number on a page of the hotlist: 14 in published terminals; longer cards need more. */
  readonly hotlistWidth: number;
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

/** With neither member the system's own authorities vouch for the host, whose certificate bears its name. */
export type TlsConfig = {
  /** PEM file of the authorities that may vouch for the host, in place of the system's. */
  readonly caFile?: string;
  /**
   * SHA-256 of the host's own certificate, 64 hexadecimal digits. Without `caFile` it alone decides; with one, both have
   * to agree.
   */
  readonly certificateSha256?: string;
  /** The name in the host's certificate, where it is not `host`. */
  readonly serverName?: string;
};

export const ACQUIRER_CONFIG_DEFAULTS = {
  dialect: "unionpay",
  keyCipher: "tdes",
  hotlistWidth: 14,
  insertedHeader: "",
  answerInsertedLength: 0,
  connectTimeoutMs: 10_000,
  replyTimeoutMs: 60_000,
  lingerMs: 30_000,
  keyAlgorithm: "003",
  macAlgorithm: "cup-ecb",
  declineWithoutMacAccepted: true,
} as const satisfies Partial<AcquirerConfig>;
