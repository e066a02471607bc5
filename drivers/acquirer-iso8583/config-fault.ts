import { isHex } from "../../main/domain/bytes.ts";
import type { AcquirerConfig, TlsConfig } from "./config.ts";
import { DIALECTS } from "./messages/dialects.ts";

/** A day: longer waits are mistakes, and timers do not carry much more. */
const DURATION_MAX_MS = 86_400_000;

const INSERTED_LENGTH_MAX = 128;

/** The first thing that is wrong with a configuration, as a sentence; undefined if it can be used. */
export function acquirerConfigFault(config: AcquirerConfig): string | undefined {
  const isDuration = (ms: number, least: number) =>
    Number.isInteger(ms) && ms >= least && ms <= DURATION_MAX_MS;
  const isBytes = (text: string, lengths: readonly number[]) =>
    isHex(text) && lengths.includes(text.length / 2);
  const { framing } = DIALECTS[config.dialect];
  const checks: readonly (readonly [boolean, string])[] = [
    [config.host !== "", "The host has no name."],
    [Number.isInteger(config.port) && config.port >= 1 && config.port <= 65_535, "The port is 1 to 65535."],
    [/^[\x20-\x7e]{8}$/.test(config.terminalId), "The terminal ID has 8 characters."],
    [/^[\x20-\x7e]{15}$/.test(config.merchantId), "The merchant ID has 15 characters."],
    [isBytes(config.tpdu, framing.tpduLengths), "The TPDU has 5 bytes in hex."],
    [isBytes(config.header, framing.headerLengths), "The header has 6 bytes in hex."],
    [
      isTls(config.tls),
      "The pinned certificate is a SHA-256 of 64 hexadecimal digits, and names are not empty.",
    ],
    [
      isHex(config.insertedHeader) && config.insertedHeader.length <= 2 * INSERTED_LENGTH_MAX,
      "The inserted header is not hex.",
    ],
    [isInsertedLength(config.answerInsertedLength), "The inserted length of answers is 0 to 128."],
    [isDuration(config.connectTimeoutMs, 1), "The connect timeout is 1 ms to a day."],
    [isDuration(config.replyTimeoutMs, 1), "The reply timeout is 1 ms to a day."],
    [isDuration(config.lingerMs, 0), "The linger time is at most a day."],
    [
      Number.isInteger(config.hotlistWidth) && config.hotlistWidth >= 8 && config.hotlistWidth <= 19,
      "A card of the hotlist has 8 to 19 characters.",
    ],
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

const isTls = (tls: TlsConfig | undefined): boolean =>
  tls === undefined ||
  (tls.caFile !== "" &&
    tls.serverName !== "" &&
    (tls.certificateSha256 === undefined || /^[0-9a-fA-F]{64}$/.test(tls.certificateSha256)));

const isInsertedLength = (length: number): boolean =>
  Number.isInteger(length) && length >= 0 && length <= INSERTED_LENGTH_MAX;

const isSignInText = (text: AcquirerConfig["signInText"]): boolean =>
  /^[\x20-\x7e]{4}$/.test(text.networkLicence) && /^[\x20-\x7e]{1,40}$/.test(text.deviceSerial);
