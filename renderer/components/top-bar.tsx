import { IconMenu2 } from "@tabler/icons-react";
import { useTill } from "../till/till-context.tsx";
import { Button } from "./button.tsx";
import { Mark } from "./mark.tsx";

/** Where one is, who works, and what time it is; the same on every screen. */
export function TopBar({ onMenu }: { readonly onMenu: () => void }) {
  const { view, t, send } = useTill();
  const { operator, shift } = view;
  const [day = "", time = ""] = view.now.split(" ");
  const other = view.language === "zh-CN" ? "en" : "zh-CN";
  return (
    <header className="top">
      <Mark />
      <div className="top-names">
        <strong className="top-shop">{view.shopName === "" ? t("app.title") : view.shopName}</strong>
        <span className="top-who">
          {operator === undefined ? t("app.title") : t("top.cashier", { name: operator.name })}
          {" · "}
          {shift === undefined ? t("top.noShift") : t("top.shift", { number: shift.shiftNumber })}
        </span>
      </div>
      {view.training ? <strong className="training">{t("app.training")}</strong> : null}
      <div className="top-end">
        <time className="top-time" dateTime={view.now.replace(" ", "T")}>
          <span className="top-clock">{time}</span>
          <span className="top-day">{day}</span>
        </time>
        <Button
          kind="ghost"
          hotkey="Alt+L"
          label={`${t("top.language")} ${t("top.languageName")}`}
          onPress={() => void send({ kind: "setLanguage", language: other })}
        >
          {t("top.language")}
        </Button>
        <Button kind="ghost" hotkey="Alt+M" icon={<IconMenu2 size={24} aria-hidden />} onPress={onMenu}>
          {t("top.menu")}
        </Button>
      </div>
    </header>
  );
}
