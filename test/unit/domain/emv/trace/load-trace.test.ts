import { expect, test } from "vitest";
import { type LoadInput, runLoad } from "../../../../../main/domain/emv/electronic-cash/load.ts";
import { CardTraceRecorder } from "../../../../../main/domain/emv/trace/card-trace-recorder.ts";
import { explainToCashier } from "../../../../../main/domain/emv/trace/explain-cashier.ts";
import { replayTrace } from "../../../../../main/domain/emv/trace/replay-trace.ts";
import { input, pay, purseCard } from "../../../simulators/card/electronic-cash/pay.ts";

function recordedLoad(newBalanceFen: bigint) {
  const loadInput: LoadInput = { ...input(10_000n), from: "fromCash" };
  const about = { kernel: "load", paymentId: "p-1", stan: 7, at: loadInput.time };
  const recorder = new CardTraceRecorder(about, loadInput);
  pay(purseCard(), recorder.record(runLoad(loadInput)), { newBalanceFen });
  return recorder;
}

test("the trace of a load says what was loaded, and replays byte for byte", () => {
  const whole = recordedLoad(40_000n).document({ masked: false });
  expect(whole.decisions.length).toBeGreaterThan(5);
  expect(explainToCashier(whole, "en")).toBe("Loaded: the bank said yes, and the money is on the card.");
  const report = replayTrace(whole, (told) => runLoad(told as LoadInput) as never);
  expect(report.difference).toBeUndefined();
  expect(report.compared).toBe(report.commands);
});

test("a load whose script brought another sum is told as not clear", () => {
  const masked = recordedLoad(35_000n).document({ masked: true });
  expect(explainToCashier(masked, "zh-CN")).toContain("结果不明");
});
