import { expect, test } from "vitest";
import { readCardTrace } from "../../../../../main/domain/emv/trace/read-card-trace.ts";
import { recorded } from "./recorded.ts";

const { masked: trace } = recorded();

test("what ran before in the same payment is read with it", () => {
  const read = readCardTrace(JSON.stringify({ ...trace, earlier: [trace, trace] }));
  expect(read).toMatchObject({ ok: true, value: { earlier: [{ kernel: trace.kernel }, {}] } });
});

test.each([
  { name: "no list", earlier: {}, path: "earlier" },
  { name: "no end", earlier: Array.from({ length: 21 }, () => trace), path: "earlier" },
  { name: "no trace", earlier: [trace, {}], path: "earlier.1.format" },
  { name: "another version", earlier: [{ ...trace, version: 2 }], path: "earlier.0.format" },
  { name: "a wrong member", earlier: [{ ...trace, kernel: 7 }], path: "earlier.0.kernel" },
  { name: "one inside the other", earlier: [{ ...trace, earlier: [trace] }], path: "earlier.0.earlier" },
])("earlier kernels that are $name: refused with the place", ({ earlier, path }) => {
  const read = readCardTrace(JSON.stringify({ ...trace, earlier }));
  expect(read).toEqual({ ok: false, fault: { kind: "wrongMember", path } });
});
