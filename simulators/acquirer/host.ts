import Database from "better-sqlite3-multiple-ciphers";
import { dateAndTime, dateYyyymmdd } from "../../main/domain/business-time.ts";
import { maskPan } from "../../main/domain/mask-pan.ts";
import type { Sensitive } from "../../main/domain/sensitive.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import {
  type Answer,
  type AnswerRules,
  answerMti,
  type FrameMaker,
  framed,
  frameOf,
  makeAnswer,
} from "./answer.ts";
import { Behaviour, type BehaviourRule } from "./behaviour.ts";
import { type BookedFault, type DeliveryStep, deliver } from "./delivery.ts";
import type { Decision, Desk, Handler } from "./desk.ts";
import type { Downloads } from "./downloads.ts";
import { HANDLERS } from "./handlers/table.ts";
import { decodeIso87, encodeIso87, type Iso87Message } from "./iso87/iso87-codec.ts";
import { fromIso87, toIso87 } from "./iso87/iso87-translation.ts";
import type { IssuerPort } from "./issuer-port.ts";
import { type HouseRules, judge, judgeFields } from "./judge.ts";
import { type KeyCipher, type KeySource, type MacKeyForm, unwrapKey, type WorkingKeys } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerMessage, LedgerTerminal, NewMessage } from "./ledger-types.ts";
import { decodeMessage, type Message, type MessageFault, textField } from "./message.ts";
import { parseField60, parseField61 } from "./private-fields.ts";
import { type HostRequest, readRequest } from "./request.ts";

export type HostOptions = HouseRules &
  AnswerRules & {
    readonly ledger: Ledger;
    readonly issuer: IssuerPort;
    readonly tmk: Sensitive<Uint8Array>;
    readonly clock: Clock;
    readonly keySource: KeySource;
    readonly macKeyForm: MacKeyForm;
    /** `unionpay` without it. */
    readonly dialect?: HostDialect;
    readonly saleLimitFen: bigint;
    /** Nothing without it. */
    readonly downloads?: Downloads;
    /** Sees every row of the log once it is on disk. */
    readonly onMessage: (message: LedgerMessage) => void;
    /** The ledger failed: the message is not booked and gets no answer. */
    readonly onTrouble: (detail: string) => void;
  };

/** What a terminal and this host speak (cup-8583 sections 1 to 8; section 12). */
export const HOST_DIALECTS = ["unionpay", "iso8583-1987"] as const;

export type HostDialect = (typeof HOST_DIALECTS)[number];

const NOTHING = new Uint8Array();

/** DE37 is MMDD and eight digits of the row number. */
const RRN_COUNT = 10 ** 8;

const RESET: readonly DeliveryStep[] = [{ do: "reset" }];
const END: readonly DeliveryStep[] = [{ do: "end" }];
/** Terminals whose last answer is remembered. */
const REMEMBERED_MAX = 64;
const FORGOTTEN: Decision = { code: "25", note: "the batch is forgotten by a rule of behaviour" };
const SILENCE: readonly DeliveryStep[] = [];

/**
 * The acquirer behind the link: takes what follows the length bytes of a frame, books it, and says what
 * the link is to do. It knows no socket, so that the same host also runs in a simulated world.
 */
export class Host {
  readonly #options: HostOptions;
  #behaviour = new Behaviour([]);
  readonly #previous = new Map<string, Uint8Array>();

  constructor(options: HostOptions) {
    this.#options = options;
    const { ledger, issuer } = options;
    ledger.atomically(() => {
      for (const { pan, openingBalanceFen } of issuer.accounts()) ledger.openAccount(pan, openingBalanceFen);
    });
  }

  /** Replaces all rules; counting begins anew. */
  setBehaviour(rules: readonly BehaviourRule[]): void {
    this.#behaviour = new Behaviour(rules);
  }

  /**
   * One message. Whatever is booked is on disk when the first step is returned, and messages are booked in the
   * order of the calls, except those that a rule holds back. A held message whose signal is aborted never came.
   */
  async receive(frame: Uint8Array, signal?: CancelSignal): Promise<readonly DeliveryStep[]> {
    if (this.#options.dialect === "iso8583-1987") return this.#receiveIso87(frame, signal);
    const decoded = decodeMessage(frame);
    if (!decoded.ok) return this.#receiveDamaged(decoded.fault, frame.length);
    return this.#receiveRequest(readRequest(decoded.value), frameOf, signal);
  }

  /** The same host behind another dialect: the request is put into the words that the handlers read. */
  async #receiveIso87(frame: Uint8Array, signal?: CancelSignal): Promise<readonly DeliveryStep[]> {
    const decoded = decodeIso87(frame);
    if (typeof decoded === "string")
      return this.#guarded(() => {
        this.#note(`${decoded}, ${frame.length} bytes`, undefined);
        return END;
      });
    const { message, macInput } = decoded;
    const translated = this.#translated(message);
    if (translated === undefined) return RESET;
    const steps = await this.#receiveRequest(
      readRequest({ message: translated, macInput }),
      (answer, mac) => framed(encodeIso87(toIso87(answer, message), mac)),
      signal,
    );
    return steps;
  }

  /** Undefined when the ledger fails. What this host does not know keeps its own type, and is answered with 40. */
  #translated(message: Iso87Message): Message | undefined {
    const { ledger } = this.#options;
    let translated: Message | undefined;
    this.#guarded(() => {
      const words = ledger.atomically(() => fromIso87(message, ledger, this.#at()));
      const fields = new Map(message.fields).set(60, "99000000000");
      translated = words ?? { tpdu: NOTHING, header: NOTHING, mti: message.mti, fields };
      return SILENCE;
    });
    return translated;
  }

  async #receiveRequest(
    request: HostRequest,
    frame: FrameMaker,
    signal?: CancelSignal,
  ): Promise<readonly DeliveryStep[]> {
    const handler = HANDLERS.find((candidate) => candidate.matches(request));
    const fault = handler === undefined ? undefined : this.#behaviour.next(handler.kind);
    if (fault?.do === "loseRequest") return SILENCE;
    if (fault?.do === "resetAfterFirstByte") return RESET;
    if (fault?.do === "slow") {
      await this.#options.clock.sleep(fault.delayMs, signal);
      if (signal?.aborted === true) return SILENCE;
    }
    return this.#exchange(request, handler, fault, frame, (desk) => {
      if (fault?.do === "refuse") return refuse(request, handler, desk, fault.code);
      if (fault?.do === "forgetBatch") return FORGOTTEN;
      return judge(request, handler, desk, this.#options);
    });
  }

  /** 30 where the message can be read as far as its TID and MID; else the connection is of no use any more. */
  #receiveDamaged(fault: MessageFault, length: number): readonly DeliveryStep[] {
    const note = `${fault.kind}${fault.field === undefined ? "" : ` DE${fault.field}`}, ${length} bytes`;
    if (fault.reached?.fields.has(42) === true) {
      const request = readRequest({ message: fault.reached, macInput: new Uint8Array(0) });
      return this.#exchange(request, undefined, undefined, frameOf, () => ({ code: "30", note }));
    }
    return this.#guarded(() => {
      this.#note(note, fault.reached?.mti);
      return END;
    });
  }

  /** Request, decision, money and answer are one commit; only then are the steps known. */
  #exchange(
    request: HostRequest,
    handler: Handler | undefined,
    fault: BookedFault | undefined,
    frame: FrameMaker,
    decide: (desk: Desk) => Decision,
  ): readonly DeliveryStep[] {
    const mti = answerMti(request.message.mti);
    const { ledger, onMessage } = this.#options;
    return this.#guarded(() => {
      if (mti === undefined) {
        this.#note("an answer, not a request", request.message.mti);
        return SILENCE;
      }
      const booked = ledger.atomically(() => {
        const asked = ledger.append(this.#requestRow(request, handler));
        const desk = this.#desk(request, asked.seq, fault);
        const decision = decide(desk);
        const answered = ledger.append(answerRow(asked, desk, mti, decision, fault));
        const spoken = fault?.do === "otherCode" ? { ...decision, code: fault.code } : decision;
        const answer = makeAnswer(request, mti, handler, spoken, desk, this.#options, frame);
        const contradiction =
          fault?.do === "contradict"
            ? makeAnswer(request, mti, handler, { ...decision, code: fault.code }, desk, this.#options, frame)
            : undefined;
        const previous = this.#previous.get(request.tid ?? "");
        if (this.#options.dialect === "iso8583-1987" && handler?.kind === "settlement")
          endBalanced(request, ledger, decision, this.#at());
        if (fault?.do === "restart" && fault.memory === "lost") this.#forget();
        return { asked, answered, answer, steps: deliver(answer, fault, { contradiction, previous }) };
      });
      this.#remember(request.tid ?? "", booked.answer);
      onMessage(booked.asked);
      onMessage(booked.answered);
      return booked.steps;
    });
  }

  /** The last answer of each terminal, for a fault that sends it again; of the latest terminals only. */
  #remember(tid: string, { message, mac, frame }: Answer): void {
    this.#previous.delete(tid);
    this.#previous.set(tid, frame(message, mac));
    const [oldest] = this.#previous.keys();
    if (this.#previous.size > REMEMBERED_MAX && oldest !== undefined) this.#previous.delete(oldest);
  }

  /** As a host that comes back from a disk of yesterday: nothing but the log is left. */
  #forget(): void {
    const { ledger, issuer } = this.#options;
    ledger.forgetAll();
    for (const { pan, openingBalanceFen } of issuer.accounts()) ledger.openAccount(pan, openingBalanceFen);
  }

  /** A ledger that cannot write is a host that is down: nothing is booked, nothing is answered. */
  #guarded(work: () => readonly DeliveryStep[]): readonly DeliveryStep[] {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      this.#options.onTrouble(error.message);
      return RESET;
    }
  }

  #desk(request: HostRequest, requestSeq: number, rule: BookedFault | undefined): Desk {
    const { ledger, tmk, clock, keyCipher } = this.#options;
    const now = clock.businessNow();
    const terminal = request.tid === undefined ? undefined : ledger.terminal(request.tid);
    return {
      ...this.#options,
      terminal,
      workingKeys: terminal === undefined ? undefined : clearKeys(tmk, terminal, keyCipher),
      now,
      requestSeq,
      downloads: this.#options.downloads ?? {},
      rule,
      rrn: dateYyyymmdd(now).slice(4) + (requestSeq % RRN_COUNT).toString().padStart(8, "0"),
    };
  }

  #requestRow(request: HostRequest, handler: Handler | undefined): NewMessage {
    const { fields, mti } = request.message;
    const original = parseField61(textField(fields, 61) ?? "");
    return {
      at: this.#at(),
      direction: "request",
      mti,
      kind: handler?.kind,
      tid: request.tid,
      mid: request.mid,
      batchNumber: request.field60?.batchNumber,
      stan: request.stan,
      processingCode: request.processingCode,
      amountFen: request.amountFen,
      panMasked: request.pan && maskPan(request.pan.reveal()),
      panDigest: request.pan && this.#options.ledger.digest(request.pan),
      originalBatchNumber: original?.batchNumber,
      originalStan: original?.stan,
      rrn: textField(fields, 37),
      approvalCode: textField(fields, 38),
      responseCode: textField(fields, 39),
    };
  }

  #note(note: string, mti: string | undefined): void {
    const { ledger, onMessage } = this.#options;
    onMessage(ledger.append({ at: this.#at(), direction: "unreadable", mti, note }));
  }

  #at(): string {
    return dateAndTime(this.#options.clock.businessNow());
  }
}

/** Without an end message in the dialect, a settlement that balances is the end of the batch. */
function endBalanced(request: HostRequest, ledger: Ledger, { code, fields }: Decision, at: string): void {
  const { tid, field60 } = request;
  if (code !== "00" || tid === undefined || field60 === undefined) return;
  if (textField(fields ?? new Map(), 48)?.[30] !== "1") return;
  if (!ledger.isBatchClosed(tid, field60.batchNumber)) ledger.closeBatch(tid, at);
}

function refuse(request: HostRequest, handler: Handler | undefined, desk: Desk, code: string): Decision {
  if (judgeFields(request, handler) === undefined) handler?.refused?.(request, desk, code);
  return { code, note: "refused by a rule of behaviour" };
}

function clearKeys(tmk: Sensitive<Uint8Array>, terminal: LedgerTerminal, cipher: KeyCipher): WorkingKeys {
  const { pinKey, macKey, trackKey } = terminal.workingKeys;
  const keys = { pinKey: unwrapKey(tmk, pinKey, cipher), macKey: unwrapKey(tmk, macKey, cipher) };
  return trackKey === undefined ? keys : { ...keys, trackKey: unwrapKey(tmk, trackKey, cipher) };
}

/** The answer as the host decided it; `fault` says what happens to it on the way. */
function answerRow(
  asked: LedgerMessage,
  desk: Desk,
  mti: string,
  decision: Decision,
  fault: BookedFault | undefined,
): NewMessage {
  const { fields = new Map() } = decision;
  return {
    ...asked,
    direction: "answer",
    requestSeq: asked.seq,
    mti,
    batchNumber: parseField60(textField(fields, 60) ?? "")?.batchNumber ?? asked.batchNumber,
    rrn: textField(fields, 37) ?? desk.rrn,
    approvalCode: textField(fields, 38),
    responseCode: decision.code,
    fault: fault === undefined ? undefined : faultLabel(fault),
    note: decision.note,
  };
}

function faultLabel(fault: BookedFault): string {
  switch (fault.do) {
    case "answerLate":
    case "slow":
      return `${fault.do} ${fault.delayMs} ms`;
    case "slowBytes":
      return `${fault.do} ${fault.pieceBytes} bytes, ${fault.delayMs} ms`;
    case "restart":
      return `${fault.do} ${fault.memory}`;
    case "wrongKcv":
      return `${fault.do} ${fault.key}`;
    case "contradict":
    case "otherCode":
    case "refuse":
      return `${fault.do} ${fault.code}`;
    case "wrongTotals":
      return `${fault.do} ${fault.flag}`;
    case "issuerScript":
      return `${fault.do} ${fault.script}`;
    default:
      return fault.do;
  }
}
