import { IconBackspace } from "@tabler/icons-react";
import { useTill } from "../till/till-context.tsx";
import { type PadKey, padKey, press, type TypedNumber } from "../till/typed-number.ts";
import { useKeys } from "../till/use-keys.ts";
import { Button } from "./button.tsx";

type PadProps = { readonly onKey: (key: PadKey) => void; readonly corner: "." | "00" | "clear" };

/** As on a telephone: 1 2 3 above. The digits of the keyboard press it too. */
export function Pad({ onKey, corner }: PadProps) {
  const { t } = useTill();
  useKeys(
    (name) => padKey(name) !== undefined,
    (name) => {
      const key = padKey(name);
      if (key !== undefined) onKey(key);
      return key !== undefined;
    },
    { whileTyping: "never", undo: () => onKey("back") },
  );
  const keys: readonly PadKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", corner, "0", "back"];
  return (
    <fieldset className="pad" aria-label={t("pad.label")}>
      {keys.map((key) => (
        <Button key={key} className="pad-key" repeats label={padName(key, t)} onPress={() => onKey(key)}>
          {key === "back" ? <IconBackspace size={28} aria-hidden /> : key === "clear" ? "C" : key}
        </Button>
      ))}
    </fieldset>
  );
}

function padName(key: PadKey, t: ReturnType<typeof useTill>["t"]): string {
  if (key === "back") return t("pad.back");
  return key === "clear" ? t("pad.clear") : key;
}

type NumberPadProps = {
  readonly number: TypedNumber;
  /** Quick hands press twice before the first digit is drawn: each key counts from what is typed by then. */
  readonly onChange: (press: (before: TypedNumber) => TypedNumber) => void;
};

/** A pad for sums and weights: with 00 for whole numbers, with a point for others. */
export function NumberPad({ number, onChange }: NumberPadProps) {
  const { t } = useTill();
  const type = (key: PadKey) => onChange((before) => press(before, key));
  return (
    <div className="number-pad">
      <Pad onKey={type} corner={number.decimals === 0 ? "00" : "."} />
      {number.decimals === 0 ? null : (
        <div className="pad-extra">
          <Button className="pad-key" repeats label="00" onPress={() => type("00")}>
            00
          </Button>
          <Button className="pad-key" label={t("pad.clear")} onPress={() => type("clear")}>
            C
          </Button>
        </div>
      )}
    </div>
  );
}

type ShownProps = {
  readonly number: TypedNumber;
  readonly label: string;
  readonly unit?: string;
  /** Behind the figures, such as a percent sign. */
  readonly suffix?: string;
  readonly empty?: string;
};

/** What has been typed so far, as large as money is. */
export function TypedAmount({ number, label, unit = "", suffix = "", empty = "0" }: ShownProps) {
  return (
    <output className="typed" aria-label={label}>
      <span className="typed-label">{label}</span>
      <span className={`typed-figures ${number.text === "" ? "typed-empty" : ""}`}>
        <span className="money-unit">{unit}</span>
        {number.text === "" ? empty : number.text}
        {suffix}
      </span>
    </output>
  );
}
