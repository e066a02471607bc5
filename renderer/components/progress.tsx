import { IconPlayerPause } from "@tabler/icons-react";
import type { ProgressView } from "../../main/ipc/contract.ts";
import { useTill } from "../till/till-context.tsx";
import { Button } from "./button.tsx";
import { Money } from "./money.tsx";

const MINUTE_MS = 60_000;

/** Work with the bank that goes on beside everything else: how much is done, what is left, and how to stop it. */
export function ProgressLine({ progress }: { readonly progress: ProgressView }) {
  return (
    <div className="progress-line">
      <Bar progress={progress} />
      <span className="progress-sentence">{progress.sentence}</span>
      <Left progress={progress} />
      <PauseButton progress={progress} />
    </div>
  );
}

type PanelProps = { readonly progress: ProgressView; readonly hasSentence?: boolean };

/** The same with room around it. */
export function ProgressPanel({ progress, hasSentence = true }: PanelProps) {
  return (
    <div className="progress-panel">
      {hasSentence ? <p className="progress-sentence">{progress.sentence}</p> : null}
      <Bar progress={progress} />
      <div className="progress-figures">
        <span className="figures">
          {progress.doneCount} / {progress.totalCount}
        </span>
        <span>
          <Money fen={progress.doneFen} /> / <Money fen={progress.totalFen} />
        </span>
        <Left progress={progress} />
      </div>
      <PauseButton progress={progress} />
    </div>
  );
}

function Bar({ progress }: { readonly progress: ProgressView }) {
  const { doneCount, totalCount, sentence } = progress;
  const parts = totalCount === 0 ? {} : { value: doneCount, max: totalCount };
  return <progress className="progress-bar" aria-label={sentence} {...parts} />;
}

function Left({ progress }: { readonly progress: ProgressView }) {
  const { t } = useTill();
  const { totalCount, doneCount, remainingMs } = progress;
  return (
    <span className="progress-left figures">
      {t("bank.remaining", { count: totalCount - doneCount })}
      {remainingMs === undefined ? null : ` · ${timeLeft(remainingMs, t)}`}
    </span>
  );
}

function timeLeft(remainingMs: number, t: ReturnType<typeof useTill>["t"]): string {
  return remainingMs >= MINUTE_MS
    ? t("bank.minutesLeft", { minutes: Math.ceil(remainingMs / MINUTE_MS) })
    : t("bank.secondsLeft", { seconds: Math.max(1, Math.ceil(remainingMs / 1000)) });
}

function PauseButton({ progress }: { readonly progress: ProgressView }) {
  const { t, send, can } = useTill();
  if (!progress.canPause || !can("pauseUpload")) return null;
  return (
    <Button
      icon={<IconPlayerPause size={20} aria-hidden />}
      onPress={() => void send({ kind: "pauseUpload" })}
    >
      {t("bank.pause")}
    </Button>
  );
}
