import { useState } from "react";
import type { DockPaper, DockState } from "../../dock-contract.ts";
import { pictureOf } from "../dock-line.ts";
import { useDock } from "../use-dock.ts";
import { Box, PlugButton } from "./box.tsx";

const PAPER_WORDS = { ok: "paperOk", nearEnd: "paperNearEnd", out: "paperOut" } as const;

/** The printer with its roll, and the papers that have come out, the newest first. */
export function PrinterPanel({ state }: { readonly state: DockState }) {
  const { say, touch } = useDock();
  const { isPlugged, isCoverOpen, paper } = state.printer;
  const isWell = isPlugged && !isCoverOpen && paper !== "out";
  const status = isPlugged ? say(isCoverOpen ? "openCover" : PAPER_WORDS[paper]) : say("unplugged");
  return (
    <Box name={say("printer")} status={status} className={isWell ? "printer" : "printer attention"}>
      <div className="row">
        <button type="button" onClick={() => touch({ do: "paper", roll: "empty" })}>
          {say("rollEmpty")}
        </button>
        <button type="button" onClick={() => touch({ do: "paper", roll: "nearEnd" })}>
          {say("rollNearEnd")}
        </button>
        <button type="button" onClick={() => touch({ do: "paper", roll: "full" })}>
          {say("rollFull")}
        </button>
        <button type="button" onClick={() => touch({ do: "cover", isOpen: !isCoverOpen })}>
          {say(isCoverOpen ? "closeCover" : "openCover")}
        </button>
        <PlugButton device="printer" isIn={isPlugged} />
      </div>
      <div className="papers">
        {state.papers.length === 0 ? <p className="quiet">{say("noPaper")}</p> : null}
        {state.papers.toReversed().map((piece) => (
          <Paper key={`${piece.at}-${piece.number}`} paper={piece} />
        ))}
      </div>
    </Box>
  );
}

/** The picture of a paper, as it came out. Its text stands there for who cannot see it, and until it is drawn. */
function Paper({ paper }: { readonly paper: DockPaper }) {
  const { say } = useDock();
  const [isDrawn, setDrawn] = useState(false);
  const text = paper.rows.join("\n");
  const name = say("paperNumber").replace("{number}", String(paper.number));
  return (
    <figure className="paper" data-testid="paper">
      <img
        src={`${pictureOf(paper.number)}&at=${encodeURIComponent(paper.at)}`}
        alt={text}
        hidden={!isDrawn}
        onLoad={() => setDrawn(true)}
      />
      {isDrawn ? null : <pre>{text}</pre>}
      <figcaption>
        {name}, {paper.at.slice(11)}
      </figcaption>
    </figure>
  );
}
