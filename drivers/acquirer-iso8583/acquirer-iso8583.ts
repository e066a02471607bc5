import { assert } from "../../main/domain/assert.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import type { AcquirerRequest, ExchangeOutcome, NotSentFault } from "../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Acquirer, StrayAnswer } from "../../main/ports/acquirer.ts";
import type { SecureModule } from "../../main/ports/secure-module.ts";
import { joinFrame, splitFrame } from "./codec/frame.ts";
import { decodeAsFarAsPossible, type PartialDecode } from "./codec/iso8583.ts";
import type { AcquirerConfig } from "./config.ts";
import { acquirerConfigFault } from "./config-fault.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { HostLink, type LinkFault } from "./link.ts";
import { checkMac, describeModuleFault, signMessage } from "./mac.ts";
import { type BuiltRequest, buildRequest, clearTrackOf } from "./messages/build-request.ts";
import type { Dialect } from "./messages/dialect.ts";
import { DIALECTS } from "./messages/dialects.ts";
import { mismatch } from "./messages/match-answer.ts";
import { type MatchedAnswer, readAnswer } from "./messages/read-answer.ts";

type Answer = MatchedAnswer & { readonly bytes: Uint8Array };

/**
 * A clearing host in a dialect of ISO 8583 over TCP (docs/iso8583-dialect.md). It builds, signs, sends once, matches, checks
 * and judges; what follows from an outcome (reversal, sign-in, another try) is the application's. The configuration has
 * passed {@link acquirerConfigFault}; its `dialect` names the table, and another table may be given in its place.
 */
export class AcquirerIso8583 implements Acquirer {
  readonly #config: AcquirerConfig;
  readonly #dialect: Dialect;
  readonly #secureModule: SecureModule;
  readonly #link: HostLink;
  readonly #listeners: ((stray: StrayAnswer) => void)[] = [];
  #previous: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(
    config: AcquirerConfig,
    secureModule: SecureModule,
    dialect: Dialect = DIALECTS[config.dialect],
  ) {
    const fault = acquirerConfigFault(config);
    assert(fault === undefined, fault ?? "the configuration can be used");
    this.#config = config;
    this.#dialect = dialect;
    this.#secureModule = secureModule;
    this.#link = new HostLink(config);
  }

  exchange(request: AcquirerRequest): Promise<ExchangeOutcome> {
    return this.#withLock(() => this.#exchangeAlone(request));
  }

  /**
   * Without a lock, so that calls may stand in each other or run at once: the line is kept until the last has ended.
   * Where long connections are configured it stays open after that, as after any exchange.
   */
  async keepLine<T>(work: () => Promise<T>): Promise<T> {
    this.#link.keep();
    try {
      return await work();
    } finally {
      this.#link.release();
    }
  }

  onStrayAnswer(listener: (stray: StrayAnswer) => void): void {
    this.#listeners.push(listener);
  }

  /** An exchange under way becomes unknown; one that waits for its turn is not sent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#link.close();
    await this.#previous;
  }

  /** One exchange at a time: a terminal has one conversation with its host. */
  #withLock<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#previous.then(work);
    this.#previous = result.catch(() => undefined);
    return result;
  }

  async #exchangeAlone(request: AcquirerRequest): Promise<ExchangeOutcome> {
    if (this.#isClosed) return notSent({ kind: "unreachable", detail: "the link to the host is closed" });
    const built = await this.#build(request);
    if (!built.ok) return notSent(built.fault);
    const signed = await this.#sign(built.value);
    if (!signed.ok) return notSent(signed.fault);
    const answer = await this.#converse(built.value, signed.value);
    if (answer.ok) return this.#judge(request, built.value, answer.value);
    return answer.fault.sent === "no"
      ? notSent(answer.fault.fault)
      : { outcome: "unknown", fault: answer.fault.fault };
  }

  async #build(request: AcquirerRequest): Promise<Result<BuiltRequest, NotSentFault>> {
    const building = { dialect: this.#dialect, config: this.#config, now: new Date() };
    const clearTrack = clearTrackOf(this.#dialect, this.#config, request);
    const encrypted =
      clearTrack === undefined ? undefined : await this.#secureModule.encryptTrack?.(clearTrack);
    if (encrypted?.ok === false)
      return err({ kind: "secureModule", detail: describeModuleFault(encrypted.fault) });
    const built = buildRequest(
      encrypted === undefined ? building : { ...building, encryptedTrack2: encrypted.value },
      request,
    );
    return built.ok ? built : err({ kind: "notBuilt", detail: built.fault });
  }

  /** Before anything is sent, so that a pad without a key costs no reversal. */
  async #sign(built: BuiltRequest): Promise<Result<Uint8Array, NotSentFault>> {
    if (!built.hasMac) return ok(built.bytes);
    const signed = await signMessage(this.#secureModule, this.#config.macAlgorithm, built.bytes);
    return signed.ok ? signed : err({ kind: "secureModule", detail: describeModuleFault(signed.fault) });
  }

  /** Sends, and waits for the first message that answers this request. */
  async #converse(built: BuiltRequest, message: Uint8Array): Promise<Result<Answer, LinkFault>> {
    const { tpdu, insertedHeader, header } = this.#config;
    const frame = joinFrame({
      tpdu: fromHex(tpdu),
      inserted: fromHex(insertedHeader),
      header: fromHex(header),
      message,
    });
    let answer: Answer | undefined;
    let isMalformedSeen = false;
    const result = await this.#link.exchange(frame, (body, waiting) => {
      const read = this.#readFrame(body);
      if (read === undefined) {
        isMalformedSeen = true;
        return false;
      }
      const why = mismatch(built, read.message);
      if (why === undefined && waiting) {
        answer = read;
        return true;
      }
      this.#reportStray(why ?? "late", read.message);
      return false;
    });
    if (answer !== undefined) return ok(answer);
    assert(!result.ok, "an answered exchange has its answer");
    // The unreadable message may have been the answer, and is the better explanation of the silence after it.
    if (isMalformedSeen && result.fault.sent === "unknown")
      return err({
        sent: "unknown",
        fault: { kind: "malformedAnswer", detail: "a message could not be read" },
      });
    return result;
  }

  /** A frame as a message; what cannot be read is reported, with what could be read of it. */
  #readFrame(body: Uint8Array): Answer | undefined {
    const { answerInsertedLength, tpdu, header } = this.#config;
    const parts = splitFrame(body, answerInsertedLength, tpdu.length / 2, header.length / 2);
    const decoded: PartialDecode =
      parts === undefined ? { fields: new Map() } : decodeAsFarAsPossible(this.#dialect.spec, parts.message);
    if (parts === undefined || decoded.fault !== undefined || decoded.mti === undefined) {
      this.#reportStray("malformed", decoded);
      return undefined;
    }
    return {
      message: { mti: decoded.mti, fields: decoded.fields },
      header: parts.header,
      bytes: parts.message,
    };
  }

  async #judge(request: AcquirerRequest, built: BuiltRequest, answer: Answer): Promise<ExchangeOutcome> {
    const hasMac = this.#dialect.macFields.some((number) => answer.message.fields.has(number));
    if (hasMac) {
      const mac = await checkMac(this.#secureModule, this.#config.macAlgorithm, answer.bytes);
      if (!mac.ok)
        return {
          outcome: "unknown",
          fault: { kind: "macNotChecked", detail: describeModuleFault(mac.fault) },
        };
      if (mac.value === "wrong") return { outcome: "unknown", fault: { kind: "macWrong" } };
    }
    const read = readAnswer(answer, request, {
      dialect: this.#dialect,
      keyCipher: this.#config.keyCipher,
      hotlistWidth: this.#config.hotlistWidth,
      mac: hasMac ? "valid" : "absent",
    });
    if (!read.ok) return { outcome: "unknown", fault: { kind: "malformedAnswer", detail: read.fault } };
    return judgeAnswer(request, built.row, read.value, this.#config.declineWithoutMacAccepted);
  }

  #reportStray(why: StrayAnswer["why"], message: Pick<PartialDecode, "mti" | "fields">): void {
    const text = (field: number): string | undefined => {
      const value = message.fields.get(field);
      return typeof value === "string" ? value : undefined;
    };
    const stan = text(11);
    const responseCode = text(39);
    const stray: StrayAnswer = {
      why,
      ...(message.mti === undefined ? {} : { mti: message.mti }),
      ...(stan === undefined ? {} : { stan: Number(stan) }),
      ...(responseCode === undefined ? {} : { responseCode }),
    };
    for (const listener of this.#listeners) listener(stray);
  }
}

function notSent(fault: NotSentFault): ExchangeOutcome {
  return { outcome: "notSent", fault };
}
