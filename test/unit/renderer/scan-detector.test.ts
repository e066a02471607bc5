import { describe, expect, it } from "vitest";
import { ScanDetector, type ScanStep } from "../../../renderer/till/scan-detector.ts";

/** Types keys, each so many milliseconds after the one before, and gives back what the detector made of each. */
function typed(keys: readonly string[], gapMs: number): ScanStep[] {
  const detector = new ScanDetector();
  return keys.map((key, index) => detector.key(key, 1_000 + index * gapMs));
}

const EAN = [..."6901001100000"];

describe("a scanner is a keyboard that types fast", () => {
  it.each([
    { name: "a USB scanner, 2 ms a character", gapMs: 2, end: "Enter" },
    { name: "a slow scanner, 20 ms a character", gapMs: 20, end: "Enter" },
    { name: "a machine that delivers keys late", gapMs: 40, end: "Enter" },
    { name: "a scanner that ends with Tab", gapMs: 5, end: "Tab" },
  ])("is recognised: $name", ({ gapMs, end }) => {
    const steps = typed([...EAN, end], gapMs);
    expect(steps.at(-1)).toMatchObject({ kind: "scan", code: "6901001100000", isShort: false, typed: 2 });
  });

  it("keeps its keys to itself from the third on", () => {
    const kinds = typed([...EAN, "Enter"], 5).map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(["typing", "typing", "swallow"]);
    expect(kinds.slice(2, -1).every((kind) => kind === "swallow")).toBe(true);
  });

  it.each([60, 90, 150, 400])("is not a person who types every %i ms", (gapMs) => {
    expect(typed([...EAN, "Enter"], gapMs).every(({ kind }) => kind === "typing")).toBe(true);
  });

  it.each([
    { code: "123", isShort: true },
    { code: "12345", isShort: true },
    { code: "123456", isShort: false },
  ])("says whether $code lost some characters", ({ code, isShort }) => {
    expect(typed([...code, "Enter"], 5).at(-1)).toMatchObject({ kind: "scan", code, isShort });
  });

  it("does not take two quick keys and Enter for a scan", () => {
    expect(typed(["1", "2", "Enter"], 5).map(({ kind }) => kind)).toEqual(["typing", "typing", "typing"]);
  });

  it("does not take Enter that comes late for the end of a scan", () => {
    const detector = new ScanDetector();
    EAN.forEach((key, index) => void detector.key(key, index * 5));
    expect(detector.key("Enter", 5_000)).toEqual({ kind: "typing" });
  });

  it("gives back what it held when the keys ended without Enter", () => {
    const detector = new ScanDetector();
    [..."abcdef"].forEach((key, index) => void detector.key(key, index * 10));
    expect(detector.abandoned()).toBe("cdef");
    expect(detector.abandoned()).toBe("");
  });

  it("knows the rest of a scan by the times of its keys, however late a busy machine delivers them", () => {
    const detector = new ScanDetector();
    EAN.slice(0, 10).forEach((key, index) => void detector.key(key, index * 4));
    expect(detector.abandoned()).toBe("01001100");
    EAN.slice(10).forEach((key, index) => void detector.key(key, (10 + index) * 4));
    expect(detector.key("Enter", 52)).toEqual({
      ...{ kind: "scan", code: "6901001100000", isShort: false },
      typed: 10,
    });
  });

  it("tells two scans one after the other apart", () => {
    const detector = new ScanDetector();
    const keys = [...EAN, "Enter", ..."20000105", "Enter"];
    const codes = keys
      .map((key, index) => detector.key(key, index * 5))
      .flatMap((step) => (step.kind === "scan" ? [step.code] : []));
    expect(codes).toEqual(["6901001100000", "20000105"]);
  });

  it("hears capital letters with their shift key", () => {
    const keys = ["Shift", "A", "Shift", "B", "1", "2", "3", "4", "Enter"];
    expect(typed(keys, 4).at(-1)).toMatchObject({ kind: "scan", code: "AB1234", isShort: false });
  });

  it("does not grow with a key that somebody leans on", () => {
    const step = typed([...Array.from({ length: 5_000 }, () => "x"), "Enter"], 1).at(-1);
    expect(step?.kind === "scan" && step.code.length).toBe(200);
  });
});
