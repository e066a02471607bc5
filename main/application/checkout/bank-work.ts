import { formatYuan } from "../../domain/money.ts";
import type { Language } from "../../domain/text/language.ts";
import { say } from "../../domain/text/say.ts";
import { currentBatch } from "../../domain/world.ts";
import type { ProgressView, Tone } from "../../ipc/contract.ts";
import type { CancelSignal } from "../../ports/cancel-signal.ts";
import type { NotDone } from "../runner.ts";
import type { SettleProgress, SettleResult, SettleStop } from "../settle.ts";
import type { Terminal } from "../terminal.ts";
import type { UploadProgress, UploadResult } from "../upload.ts";
import type { Spoken } from "./screen-state.ts";
import { spokenFault } from "./spoken-fault.ts";

export type BankTask = ProgressView["work"];

type Told = { readonly tone: Tone; readonly sentence: Spoken };

type Progress = {
  readonly sentence: Spoken;
  readonly doneCount: number;
  readonly totalCount: number;
  readonly doneFen: bigint;
  readonly totalFen: bigint;
  readonly remainingMs?: number;
};

/** Rounds over the reversals that one press of the button makes; the terminal goes on by itself later. */
const RECOVER_ROUND_COUNT_MAX = 3;

/** What is owed to the bank goes out beside the selling: one piece of work at a time, with its progress, and paused at will. */
export class BankWork {
  readonly #terminal: Terminal;
  readonly #changed: () => void;
  readonly #tell: (told: Told) => void;
  #task: BankTask | undefined;
  #abort: AbortController | undefined;
  #progress: Progress | undefined;

  /** `tell` is given the end of each piece of work that a person has asked for. */
  constructor(terminal: Terminal, changed: () => void, tell: (told: Told) => void) {
    this.#terminal = terminal;
    this.#changed = changed;
    this.#tell = tell;
  }

  get task(): BankTask | undefined {
    return this.#task;
  }

  /** What people see of it; work that began by itself is shown once it comes to something. */
  view(language: Language): ProgressView | undefined {
    const progress = this.#progress;
    if (this.#task === undefined || progress === undefined) return undefined;
    const { sentence, doneFen, totalFen, ...counts } = progress;
    return {
      work: this.#task,
      sentence: sentence(language),
      ...counts,
      doneFen: Number(doneFen),
      totalFen: Number(totalFen),
      canPause: this.#abort?.signal.aborted === false,
    };
  }

  pause(): void {
    this.#abort?.abort();
    this.#changed();
  }

  /** A person wants it; resolves when it has ended, and never rejects for a fault of the world. */
  async run(task: BankTask, operator: string): Promise<void> {
    await this.#work(task, async (pause) => {
      this.#show({ sentence: spoken(`till.work.${task}`) });
      this.#tell(await this.#carryOut(task, operator, pause));
    });
  }

  /** By itself: what is due goes out as soon as the line carries it. Nothing is told of tries that come to nothing. */
  async runByItself(): Promise<void> {
    await this.#work("upload", async (pause) => {
      const before = this.#due();
      if (before === 0) {
        const batch = currentBatch(this.#terminal.world);
        // Until it has signed in, nothing can be paid offline; and nothing else would find out that the line is back.
        if (batch !== undefined && batch.signedIn === undefined) await this.#terminal.signIn();
        else if (batch?.offlineSince !== undefined) await this.#terminal.lookForLine();
        return;
      }
      await this.#terminal.dispatchOutbox();
      if (this.#terminal.reversalsDue > 0) return;
      const result = await this.#terminal.upload({ pause, onProgress: (now) => this.#showUpload(now) });
      if (result.acknowledged + result.refused > 0) this.#tell(uploadTold(result));
    });
  }

  async #work(task: BankTask, work: (pause: CancelSignal) => Promise<void>): Promise<void> {
    this.#task = task;
    this.#abort = new AbortController();
    try {
      await work(this.#abort.signal);
    } finally {
      this.#task = undefined;
      this.#abort = undefined;
      this.#progress = undefined;
      this.#changed();
    }
  }

  #due(): number {
    const batch = currentBatch(this.#terminal.world);
    if (batch === undefined) return 0;
    return batch.reversalsDue.length + (batch.noticesDue?.length ?? 0) + batch.uploadsDue.length;
  }

  async #carryOut(task: BankTask, operator: string, pause: CancelSignal): Promise<Told> {
    if (task === "recover") return this.#recover(pause);
    const onUpload = (progress: UploadProgress) => this.#showUpload(progress);
    if (task === "upload") return uploadTold(await this.#terminal.upload({ pause, onProgress: onUpload }));
    const { batchNumber } = currentBatch(this.#terminal.world) ?? { batchNumber: 0 };
    const onProgress = (progress: SettleProgress) => this.#showSettling(progress);
    const settled = await this.#terminal.settle({ operator, pause, onProgress });
    return settled.ok ? settleTold(settled.value, batchNumber) : faultTold(settled.fault);
  }

  async #recover(pause: CancelSignal): Promise<Told> {
    const { clock } = this.#terminal.parts;
    const totalCount = this.#terminal.reversalsDue;
    const delayMs = this.#terminal.world.till.config?.acquirer.reversal.retryDelayMs ?? 0;
    for (let round = 1; round <= RECOVER_ROUND_COUNT_MAX && !pause.aborted; round++) {
      await this.#terminal.dispatchOutbox();
      const left = this.#terminal.reversalsDue;
      this.#show({ sentence: spoken("till.work.recover"), doneCount: totalCount - left, totalCount });
      if (left === 0) break;
      if (round < RECOVER_ROUND_COUNT_MAX) await clock.sleep(delayMs, pause);
    }
    await this.#terminal.retryPrinting();
    const count = this.#terminal.reversalsDue;
    if (count > 0) return { tone: "unknown", sentence: spoken("till.recover.left", { count }) };
    return { tone: "good", sentence: spoken("till.recover.done", { count: totalCount }) };
  }

  #showUpload(progress: UploadProgress): void {
    this.#show({ sentence: spoken("till.work.upload"), ...progress });
  }

  #showSettling(progress: SettleProgress): void {
    if (progress.step === "uploading") return this.#showUpload(progress.upload);
    const doneCount = "sentCount" in progress ? progress.sentCount : 0;
    this.#show({ sentence: spoken(`till.settle.${progress.step}`), doneCount });
  }

  #show(progress: Pick<Progress, "sentence"> & Partial<Progress>): void {
    this.#progress = { doneCount: 0, totalCount: 0, doneFen: 0n, totalFen: 0n, ...progress };
    this.#changed();
  }
}

function spoken(key: Parameters<typeof say>[1], parameters: Parameters<typeof say>[2] = {}): Spoken {
  return (language) => say(language, key, parameters);
}

function faultTold(fault: NotDone): Told {
  return { tone: "bad", sentence: spokenFault(fault) };
}

function uploadTold(result: UploadResult): Told {
  const { acknowledged, acknowledgedFen, refused, stillDue, stoppedBy } = result;
  const parameters = { count: acknowledged, amount: formatYuan(acknowledgedFen), refused, left: stillDue };
  if (stoppedBy !== undefined) {
    return { tone: stopTone(stoppedBy), sentence: spoken(`till.uploadStopped.${stoppedBy}`, parameters) };
  }
  if (refused > 0) return { tone: "unknown", sentence: spoken("till.upload.refused", parameters) };
  if (stillDue > 0) return { tone: "unknown", sentence: spoken("till.upload.left", parameters) };
  const key = acknowledged === 0 ? "till.upload.nothing" : "till.upload.done";
  return { tone: "good", sentence: spoken(key, parameters) };
}

function settleTold(result: SettleResult, batchNumber: number): Told {
  const batch = batchNumber.toString().padStart(6, "0");
  if (!result.settled) {
    const { stoppedBy } = result;
    return { tone: stopTone(stoppedBy), sentence: spoken(`till.settleStopped.${stoppedBy}`, { batch }) };
  }
  const key = result.balanced ? "till.settle.balanced" : "till.settle.unbalanced";
  return { tone: result.balanced ? "good" : "unknown", sentence: spoken(key, { batch }) };
}

function stopTone(stoppedBy: SettleStop): Tone {
  return stoppedBy === "paused" ? "quiet" : "unknown";
}
