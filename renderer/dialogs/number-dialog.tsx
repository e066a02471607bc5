import { type ReactNode, useState } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { NumberPad, TypedAmount } from "../components/keypad.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { emptyNumber, smallestUnits } from "../till/typed-number.ts";

type Props = {
  readonly title: string;
  readonly label: string;
  readonly unit: string;
  readonly decimals: number;
  readonly digitsMax: number;
  readonly confirm: string;
  /** What it is about, above the figures. */
  readonly about?: ReactNode;
  readonly valueMax?: number;
  /** In the smallest unit, never zero. */
  readonly onNumber: (value: number) => void;
  readonly children?: ReactNode;
};

/** One number from a keypad: a quantity, a weight, a sum. */
export function NumberDialog(props: Props) {
  const { close } = useDialogs();
  const [number, setNumber] = useState(emptyNumber(props.decimals, props.digitsMax));
  const value = smallestUnits(number) ?? 0;
  const isFine = value > 0 && value <= (props.valueMax ?? Number.MAX_SAFE_INTEGER);
  const done = () => {
    close();
    props.onNumber(value);
  };
  return (
    <Dialog title={props.title} onClose={close}>
      {props.about}
      <TypedAmount number={number} label={props.label} unit={props.unit} />
      {props.children}
      <NumberPad number={number} onChange={setNumber} />
      <Button size="large" kind="likely" hotkey="Enter" isDisabled={!isFine} onPress={done}>
        {props.confirm}
      </Button>
    </Dialog>
  );
}
