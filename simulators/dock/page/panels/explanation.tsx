import { useEffect, useRef, useState } from "react";
import { exportOf, readExplanation } from "../dock-line.ts";
import { useDock } from "../use-dock.ts";

type Props = { readonly paymentId: string; readonly onClose: () => void };

/** Everything that happened between till and card, with the clause of each rule, and the way to take it along. */
export function ExplanationWindow({ paymentId, onClose }: Props) {
  const { say, language } = useDock();
  const window = useRef<HTMLDialogElement>(null);
  const [lines, setLines] = useState<readonly string[]>();
  useEffect(() => window.current?.showModal(), []);
  useEffect(() => {
    let isShown = true;
    void readExplanation(paymentId, language).then((read) => {
      if (isShown) setLines(read?.lines ?? []);
    });
    return () => {
      isShown = false;
    };
  }, [paymentId, language]);
  const isGone = lines?.length === 0;
  return (
    <dialog ref={window} className="explanation" aria-label={say("wholeTrace")} onClose={onClose}>
      <header>
        <h2>{say("wholeTrace")}</h2>
        {isGone ? null : (
          <a className="button" href={exportOf(paymentId)} download={`trace-${paymentId}.json`}>
            {say("exportTrace")}
          </a>
        )}
        <button type="button" onClick={() => window.current?.close()}>
          {say("close")}
        </button>
      </header>
      {isGone ? <p className="quiet">{say("traceGone")}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable from the keyboard. */}
      <pre tabIndex={0}>{lines?.join("\n")}</pre>
    </dialog>
  );
}
