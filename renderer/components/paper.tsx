import { lazy, Suspense } from "react";
import type { PaperView } from "../../main/ipc/contract.ts";
import { paperRuns } from "../till/paper-columns.ts";
import { useTill } from "../till/till-context.tsx";

type PaperRow = PaperView["rows"][number];

/** Drawing a code needs a library as large as the rest of the page; only papers with a code fetch it. */
const QrCode = lazy(() => import("./qr-code.tsx").then(({ QrCode }) => ({ default: QrCode })));

/** A paper as the printer will make it: every character at its column, wide ones over two. */
export function Paper({ paper }: { readonly paper: PaperView }) {
  const { t } = useTill();
  const words = paper.rows.map(({ text }) => text).join("\n");
  return (
    <figure className="paper-figure">
      <div
        className={`paper paper-${paper.columns}`}
        role="img"
        aria-label={`${paper.title}\n${words}`}
        style={{ "--columns": paper.columns } as React.CSSProperties}
      >
        {paper.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a paper have no other name than their place.
          <Row key={index} row={row} />
        ))}
      </div>
      <figcaption className="paper-caption">
        {paper.title}
        {paper.print === undefined ? "" : ` · ${t(`paper.print.${paper.print}`)}`}
      </figcaption>
    </figure>
  );
}

function Row({ row }: { readonly row: PaperRow }) {
  if (row.qr !== undefined) {
    return (
      <div className="paper-qr">
        <Suspense>
          <QrCode content={row.qr} />
        </Suspense>
      </div>
    );
  }
  if (row.isRule === true) return <div className="paper-row paper-rule" />;
  const size = row.isDouble ? "paper-double" : row.isTall === true ? "paper-tall" : "";
  return (
    <div className={`paper-row paper-${row.align} ${size} ${row.isBold ? "paper-bold" : ""}`}>
      <span className="paper-text">
        {paperRuns(row.text).map(({ text, isWide }, index) =>
          isWide ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a row have no other name than their place.
            <span key={index} className="paper-wide">
              {text}
            </span>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a row have no other name than their place.
            <Narrow key={index} text={text} />
          ),
        )}
      </span>
    </div>
  );
}

/** Letters are of many widths; on paper each has one column. */
function Narrow({ text }: { readonly text: string }) {
  return [...text].map((character, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: letters of a row have no other name than their place.
    <span key={index} className="paper-cell">
      {character}
    </span>
  ));
}
