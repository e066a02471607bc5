import { IconUser } from "@tabler/icons-react";
import { useState } from "react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { Button, keepFocus } from "../../components/button.tsx";
import { Pad } from "../../components/keypad.tsx";
import { useTill } from "../../till/till-context.tsx";
import type { PadKey } from "../../till/typed-number.ts";
import { useKeys } from "../../till/use-keys.ts";

type Locked = Extract<ScreenView, { screen: "locked" }>;

/** PINs have 4 to 12 digits; the terminal judges them. */
const PIN_LENGTH_MAX = 12;

export function LockedScreen({ screen }: { readonly screen: Locked }) {
  const { t, send, pending } = useTill();
  const { operators } = screen;
  const [index, setIndex] = useState(0);
  const [pin, setPin] = useState("");
  const operator = operators[index] ?? operators[0];
  const choose = (next: number) => {
    setIndex(Math.max(0, Math.min(operators.length - 1, next)));
    setPin("");
  };
  useKeys(["ArrowDown", "ArrowUp"], (name) => {
    choose(index + (name === "ArrowDown" ? 1 : -1));
    return true;
  });
  const signIn = () => {
    if (operator === undefined || pin === "") return;
    void send({ kind: "signIn", operator: operator.name, pin }).then(() => setPin(""));
  };
  const type = (key: PadKey) => setPin((before) => typed(before, key));
  return (
    <main className="locked">
      <section className="locked-people" aria-labelledby="who">
        <h1 id="who" className="stage-title">
          {t("locked.title")}
        </h1>
        <ul className="people">
          {operators.map(({ name, role }, at) => (
            <li key={name}>
              <button
                type="button"
                className="person"
                onMouseDown={keepFocus}
                aria-pressed={name === operator?.name}
                onClick={() => choose(at)}
              >
                <IconUser size={28} aria-hidden />
                <span className="person-name">{name}</span>
                <span className="quiet">{isRole(role) ? t(`locked.${role}`) : role}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className="locked-pin" aria-label={t("locked.pin", { name: operator?.name ?? "" })}>
        <h2 className="pin-title">{t("locked.pin", { name: operator?.name ?? "" })}</h2>
        <output className="pin-dots" aria-label={t("locked.pinCount", { count: pin.length })}>
          {"●".repeat(pin.length)}
        </output>
        <Pad onKey={type} corner="clear" />
        <Button
          kind="likely"
          size="large"
          hotkey="Enter"
          isDisabled={pin === ""}
          isBusy={pending.has("signIn")}
          onPress={signIn}
        >
          {t("locked.signIn")}
        </Button>
      </section>
    </main>
  );
}

function isRole(role: string): role is "owner" | "manager" | "cashier" {
  return role === "owner" || role === "manager" || role === "cashier";
}

function typed(pin: string, key: PadKey): string {
  if (key === "clear") return "";
  if (key === "back") return pin.slice(0, -1);
  return /^\d$/.test(key) && pin.length < PIN_LENGTH_MAX ? pin + key : pin;
}
