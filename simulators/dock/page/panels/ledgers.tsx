import { useEffect, useState } from "react";
import type { LedgerRow, LedgerSide, LedgersView } from "../../dock-contract.ts";
import { readLedgers } from "../dock-line.ts";
import { yuan } from "../text/say-event.ts";
import { useDock } from "../use-dock.ts";

/** Both books are read from their disks; more often than this would be noise. */
const READ_AGAIN_MS = 250;

const JUDGEMENT_SIGNS = { same: "✓", waiting: "…", differs: "≠" } as const;

/** The till's ledger beside the host's, row by row; what differs is marked with colour, sign and word. */
export function Ledgers({ revision }: { readonly revision: number }) {
  const { say } = useDock();
  const [view, setView] = useState<LedgersView>();
  // Something has happened on the counter: the books may have changed with it.
  const occasion = revision;
  useEffect(() => {
    let isShown = true;
    const timer = setTimeout(() => {
      void readLedgers().then((read) => {
        if (isShown && read !== undefined && occasion > 0) setView(read);
      });
    }, READ_AGAIN_MS);
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [occasion]);
  if (view === undefined) return null;
  return (
    <div className="page">
      <p className={`verdict ${view.agrees ? "same" : "differs"}`} role="status">
        {view.agrees ? JUDGEMENT_SIGNS.same : JUDGEMENT_SIGNS.differs}{" "}
        {say(view.agrees ? "agree" : "disagree")}
        <span className="figures">
          {say("till")} {yuan(view.till.netFen)}, {view.till.count}
        </span>
        <span className="figures">
          {say("hostBooks")} {yuan(view.host.netFen)}, {view.host.count}
        </span>
      </p>
      {view.rows.length === 0 ? <p className="quiet">{say("noRows")}</p> : <Table rows={view.rows} />}
      {view.isCut ? <p className="quiet">{say("older")}</p> : null}
    </div>
  );
}

function Table({ rows }: { readonly rows: readonly LedgerRow[] }) {
  const { say } = useDock();
  return (
    <table className="ledgers">
      <thead>
        <tr>
          <th>{say("batch")}</th>
          <th>{say("stan")}</th>
          <th>{say("kind")}</th>
          <th>{say("card")}</th>
          <th>{say("till")}</th>
          <th>{say("hostBooks")}</th>
          <th>{say("judgement")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.batchNumber}-${row.stan}`} className={row.judgement}>
            <td className="figures">{String(row.batchNumber).padStart(6, "0")}</td>
            <td className="figures">{String(row.stan).padStart(6, "0")}</td>
            <td>{say(row.kind)}</td>
            <td className="figures">{row.maskedPan}</td>
            <Side side={row.till} />
            <Side side={row.host} />
            <td>
              {JUDGEMENT_SIGNS[row.judgement]} {say(row.judgement)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ side }: { readonly side: LedgerSide | undefined }) {
  const { say } = useDock();
  if (side === undefined) return <td className="figures quiet">—</td>;
  return (
    <td className={`figures ${side.standing}`}>
      {yuan(side.amountFen)} <span className="quiet">{say(side.standing)}</span>
    </td>
  );
}
