import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { NumberPad, TypedAmount } from "../../components/keypad.tsx";
import { TodayChart } from "../../components/today-chart.tsx";
import { useTill } from "../../till/till-context.tsx";
import { emptyNumber, smallestUnits } from "../../till/typed-number.ts";

/** Before the first customer: what is in the drawer. */
export function ShiftClosedScreen() {
  const { t, can, send, pending, view } = useTill();
  const [float, setFloat] = useState(emptyNumber(2));
  return (
    <main className="two-sides" aria-label={t("shift.title")}>
      <section className="side-words">
        <h1 className="stage-title">{t("shift.title")}</h1>
        <p className="stage-sentence">{t("shift.floatHint")}</p>
        <TodayChart freshness={view.shift?.shiftNumber} />
      </section>
      <section className="side-pad">
        <TypedAmount
          number={float}
          label={t("shift.float")}
          unit={view.language === "zh-CN" ? "¥" : "CNY "}
          empty="0.00"
        />
        <NumberPad number={float} onChange={setFloat} />
        <Button
          kind="likely"
          size="large"
          hotkey="Enter"
          isDisabled={!can("openShift")}
          isBusy={pending.has("openShift")}
          onPress={() => void send({ kind: "openShift", floatFen: smallestUnits(float) ?? 0 })}
        >
          {t("shift.open")}
        </Button>
      </section>
    </main>
  );
}
