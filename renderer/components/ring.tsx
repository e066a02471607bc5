import type { ReactNode } from "react";

/** Something is going on and nobody knows how long: a ring that goes round, or breathes for who wants no motion. */
export function Ring({ children }: { readonly children: ReactNode }) {
  return (
    <div className="ring">
      <svg className="ring-turn" viewBox="0 0 120 120" aria-hidden="true">
        <circle cx="60" cy="60" r="54" className="ring-ground" />
        <circle cx="60" cy="60" r="54" className="ring-arc" pathLength={100} />
      </svg>
      <div className="ring-icon">{children}</div>
    </div>
  );
}
