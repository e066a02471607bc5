import { formatFen } from "../till/format-fen.ts";
import { useTill } from "../till/till-context.tsx";

type Props = { readonly fen: number; readonly size?: "base" | "large" | "huge" };

/** Sums of more figures than `99,999.99` are printed smaller, so that they are never cut off. */
const LENGTH_FULL_SIZE = 9;

/** A sum with its currency; the figures are what is large, the sign beside them is not. */
export function Money({ fen, size = "base" }: Props) {
  const { view } = useTill();
  const unit = view.language === "zh-CN" ? "¥" : "CNY ";
  const text = formatFen(fen);
  return (
    <span className={`money money-${size} ${text.length > LENGTH_FULL_SIZE ? "money-long" : ""}`}>
      <span className="money-unit">{unit}</span>
      {text}
    </span>
  );
}

/** The same inside a sentence. */
export function moneyText(fen: number, language: "zh-CN" | "en"): string {
  return `${language === "zh-CN" ? "¥" : "CNY "}${formatFen(fen)}`;
}
