import type { PaperView, TillQuery } from "../../main/ipc/contract.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Paper } from "../components/paper.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";
import { useQuery } from "../till/use-query.ts";

type PaperQuery = Extract<TillQuery, { kind: "paper" | "papers" | "preview" }>;

/** Papers as they are or will be, with a button to print each again. */
export function PaperDialog({ query }: { readonly query: PaperQuery }) {
  const { t, view } = useTill();
  const { close } = useDialogs();
  return (
    <Dialog title={t("paper.title")} onClose={close} size="large">
      <Papers query={query} freshness={view.revision} />
    </Dialog>
  );
}

export function Papers({ query, freshness }: { readonly query: PaperQuery; readonly freshness?: unknown }) {
  const { t } = useTill();
  const asked = useQuery(query, freshness);
  if (asked.state === "failed" && asked.answer === undefined)
    return <p className="dialog-text">{asked.sentence}</p>;
  if (asked.answer === undefined) return <div className="papers" aria-busy="true" />;
  const { papers } = asked.answer;
  return (
    <div className="papers">
      {papers.length === 0 ? <p className="quiet">{t("journal.noPapers")}</p> : null}
      {papers.map((paper, index) => (
        <div key={paper.documentId ?? index} className="paper-one">
          <Paper paper={paper} />
          <Reprint paper={paper} />
        </div>
      ))}
    </div>
  );
}

function Reprint({ paper }: { readonly paper: PaperView }) {
  const { t, can, send, pending } = useTill();
  const { documentId } = paper;
  if (documentId === undefined || !can("reprint")) return null;
  return (
    <Button isBusy={pending.has("reprint")} onPress={() => void send({ kind: "reprint", documentId })}>
      {t("journal.reprint")}
    </Button>
  );
}
