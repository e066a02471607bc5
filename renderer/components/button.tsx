import type { MouseEvent, ReactNode } from "react";
import { useTill } from "../till/till-context.tsx";
import { useKeys } from "../till/use-keys.ts";
import { Key } from "./key.tsx";

type Props = {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** Shown on the button and heard wherever the button is. */
  readonly hotkey?: string;
  readonly kind?: "likely" | "plain" | "danger" | "ghost";
  readonly size?: "base" | "large";
  readonly icon?: ReactNode;
  /** The name for those who cannot see it; otherwise its text. */
  readonly label?: string;
  readonly isDisabled?: boolean;
  /** Asked for, no answer yet. */
  readonly isBusy?: boolean;
  readonly isPressed?: boolean;
  /** Each of two quick clicks counts, as on + and a keypad. */
  readonly repeats?: boolean;
  readonly className?: string;
  readonly autoFocus?: boolean;
};

/** Every button of the till. The second half of a double click does nothing, on whatever screen it lands. */
export function Button(props: Props) {
  const { children, onPress, hotkey, kind = "plain", size = "base", icon, label, repeats = false } = props;
  const { t } = useTill();
  const isDisabled = props.isDisabled === true;
  useKeys(hotkey === undefined ? [] : [hotkey], () => run(onPress), {
    isOn: hotkey !== undefined && !isDisabled,
  });
  const click = (event: MouseEvent) => {
    if (repeats || event.detail < 2) onPress();
  };
  const state = {
    ...(label === undefined ? {} : { "aria-label": label }),
    ...(props.isPressed === undefined ? {} : { "aria-pressed": props.isPressed }),
    ...(props.isBusy === true ? { "aria-busy": true } : {}),
    ...(hotkey === undefined ? {} : { "aria-keyshortcuts": ariaKey(hotkey) }),
    // A window opens with the hand on its likely button.
    ...(props.autoFocus === true ? { "data-autofocus": true } : {}),
  };
  return (
    <button
      type="button"
      className={`button button-${kind} button-${size} ${props.className ?? ""}`}
      disabled={isDisabled}
      onClick={click}
      onMouseDown={keepFocus}
      {...state}
    >
      {icon}
      <span className="button-text">{children}</span>
      {hotkey === undefined ? null : <Key name={keyText(hotkey, t)} />}
    </button>
  );
}

/** A click leaves the focus where it is, so that the next key still goes to the search or to the likely action. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function run(onPress: () => void): boolean {
  onPress();
  return true;
}

function keyText(hotkey: string, t: ReturnType<typeof useTill>["t"]): string {
  switch (hotkey) {
    case "Enter":
      return t("key.enter");
    case "Escape":
      return t("key.escape");
    case "Delete":
      return t("key.delete");
    default:
      return hotkey;
  }
}

function ariaKey(hotkey: string): string {
  return hotkey === "+" ? "Plus" : hotkey === "-" ? "Minus" : hotkey;
}
