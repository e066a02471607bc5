import type { ReactNode } from "react";
import type { DockDevice } from "../../dock-contract.ts";
import { useDock } from "../use-dock.ts";

type BoxProps = {
  readonly name: string;
  readonly status?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/** One thing on the counter, with its name and how it is. */
export function Box({ name, status, className = "", children }: BoxProps) {
  return (
    <section className={`box ${className}`} aria-label={name}>
      <h2>
        {name}
        {status === undefined ? null : <span className="status">{status}</span>}
      </h2>
      {children}
    </section>
  );
}

export function PlugButton({ device, isIn }: { readonly device: DockDevice; readonly isIn: boolean }) {
  const { say, touch } = useDock();
  return (
    <button type="button" onClick={() => touch({ do: "plug", device, isIn: !isIn })}>
      {say(isIn ? "unplug" : "plugIn")}
    </button>
  );
}
