import type { TodayView } from "../../main/ipc/contract.ts";
import type { TextKey } from "../text/en.ts";
import { useTill } from "../till/till-context.tsx";
import { useQuery } from "../till/use-query.ts";
import { Money, moneyText } from "./money.tsx";

type Hour = TodayView["hours"][number];
type Part = "cashFen" | "cardFen" | "offlineFen";

const PARTS: readonly { readonly part: Part; readonly text: TextKey; readonly style: string }[] = [
  { part: "cashFen", text: "today.cash", style: "chart-cash" },
  { part: "cardFen", text: "today.card", style: "chart-card" },
  { part: "offlineFen", text: "today.offline", style: "chart-offline" },
];

/** Fewer hours than these would make columns as wide as doors. */
const HOURS_MIN = 8;
const HEIGHT = 112;
const STEP = 40;
const COLUMN = 24;

/** What was sold today, by hour and by way of paying. */
export function TodayChart({ freshness }: { readonly freshness: unknown }) {
  const { t } = useTill();
  const { answer } = useQuery({ kind: "today" }, freshness);
  if (answer === undefined) return <section className="today" aria-label={t("today.title")} />;
  return (
    <section className="today" aria-label={t("today.title")}>
      <header className="today-head">
        <strong>{t("today.title")}</strong>
        <span className="figures">{t("today.sales", { count: answer.saleCount })}</span>
        <Money fen={answer.totalFen} />
      </header>
      {answer.saleCount === 0 ? (
        <p className="quiet">{t("today.none")}</p>
      ) : (
        <>
          <Columns hours={answer.hours} />
          <Legend hours={answer.hours} />
        </>
      )}
    </section>
  );
}

function Legend({ hours }: { readonly hours: readonly Hour[] }) {
  const { t } = useTill();
  const shown = PARTS.filter(({ part }) => part !== "offlineFen" || hours.some((hour) => hour[part] > 0));
  return (
    <ul className="legend">
      {shown.map(({ text, style }) => (
        <li key={text}>
          <svg width="14" height="14" aria-hidden="true">
            <rect width="14" height="14" rx="3" className={style} />
          </svg>
          {t(text)}
        </li>
      ))}
    </ul>
  );
}

function Columns({ hours }: { readonly hours: readonly Hour[] }) {
  const { t } = useTill();
  const filled = hoursBetween(hours);
  const highest = Math.max(1, ...filled.map(sumOf));
  const width = filled.length * STEP;
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${width} ${HEIGHT + 24}`}
      role="img"
      aria-label={t("today.title")}
      preserveAspectRatio="xMidYMax meet"
    >
      <Patterns />
      <path d={`M0 ${HEIGHT + 0.5}H${width}`} className="chart-axis" />
      {filled.map((hour, index) => (
        <Column key={hour.hour} hour={hour} x={index * STEP + (STEP - COLUMN) / 2} highest={highest} />
      ))}
    </svg>
  );
}

/** Stripes tell what is not uploaded from what is, also without colour. */
function Patterns() {
  return (
    <defs>
      <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="stripes-ground" />
        <rect width="3" height="6" className="stripes-line" />
      </pattern>
    </defs>
  );
}

function Column({ hour, x, highest }: { readonly hour: Hour; readonly x: number; readonly highest: number }) {
  const { t, view } = useTill();
  const amount = moneyText(sumOf(hour), view.language);
  let top = HEIGHT;
  return (
    <g>
      <title>{t("today.hour", { hour: hour.hour, count: hour.count, amount })}</title>
      {PARTS.map(({ part, style }) => {
        const height = (Math.max(0, hour[part]) / highest) * (HEIGHT - 8);
        top -= height;
        return <rect key={part} x={x} y={top} width={COLUMN} height={height} className={style} />;
      })}
      <text x={x + COLUMN / 2} y={HEIGHT + 18} className="chart-hour">
        {hour.hour}
      </text>
    </g>
  );
}

function sumOf({ cashFen, cardFen, offlineFen }: Hour): number {
  return cashFen + cardFen + offlineFen;
}

/** Every hour from the first to the last one with sales, and some around a short day. */
function hoursBetween(hours: readonly Hour[]): Hour[] {
  const byHour = new Map(hours.map((hour) => [hour.hour, hour]));
  const known = hours.map(({ hour }) => hour);
  const last = Math.max(...known);
  const first = Math.max(0, Math.min(...known, last - HOURS_MIN + 1));
  const count = Math.min(24 - first, Math.max(HOURS_MIN, last - first + 1));
  return Array.from({ length: count }, (_, index) => {
    const hour = first + index;
    return byHour.get(hour) ?? { hour, cashFen: 0, cardFen: 0, offlineFen: 0, count: 0 };
  });
}
