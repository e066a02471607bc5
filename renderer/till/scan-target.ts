import { createContext, useContext } from "react";

/** A window that wants scans for itself; returns how to give them back. */
export type SetScanTarget = (target: (code: string) => void) => () => void;

export const ScanTargetContext = createContext<SetScanTarget>(() => () => undefined);

export function useScanTarget(): SetScanTarget {
  return useContext(ScanTargetContext);
}
