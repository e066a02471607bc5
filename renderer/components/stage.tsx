import type { ReactNode } from "react";
import type { Tone } from "../../main/ipc/contract.ts";

type Props = {
  readonly tone: Tone;
  readonly mark: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
};

/** One thing on the screen, readable from two metres: its mark, its money, its sentence, at most two buttons below. */
export function Stage({ tone, mark, label, children, actions }: Props) {
  return (
    <main className={`stage stage-${tone}`} aria-label={label}>
      <div className="stage-card">
        <div className="stage-mark">{mark}</div>
        <div className="stage-words" aria-live="assertive">
          {children}
        </div>
        <div className="stage-actions">{actions}</div>
      </div>
    </main>
  );
}
