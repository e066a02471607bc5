import { describe, expect, test } from "vitest";
import { figures, run } from "./kernel-run.ts";

/** Whole transactions of the kernel with the virtual cards; offline approvals are in offline-approval.test.ts. */

describe("a whole transaction with an approving host", () => {
  test.each(["T=0", "T=1"] as const)("of the debit card over %s: DDA, online PIN, TC", async (protocol) => {
    expect(figures(await run("debit", "approves", [], protocol))).toEqual({
      kind: "approved online",
      label: "PBOC DEBIT",
      cryptogram: "TC",
      // Online PIN entered; above the floor limit.
      tvr: "0000048000",
      cvmResults: "020300",
      signature: false,
      checks: ["ARQC", "TC"],
    });
  });

  test.each(["T=0", "T=1"] as const)("of the credit card over %s: SDA, signature, TC", async (protocol) => {
    expect(figures(await run("credit", "approves", [], protocol))).toEqual({
      kind: "approved online",
      label: "PBOC Credit",
      cryptogram: "TC",
      // SDA selected; above the floor limit.
      tvr: "0200008000",
      cvmResults: "5E0300",
      signature: true,
      checks: ["ARQC", "TC"],
    });
  });

  test("of the expired card says so", async () => {
    const found = figures(await run("expired"));
    expect(found).toMatchObject({ kind: "approved online", tvr: "0040048000", checks: ["ARQC", "TC"] });
  });

  test("of the card with the wrong certificate shows failed DDA", async () => {
    const found = figures(await run("wrong-certificate"));
    expect(found).toMatchObject({ kind: "approved online", tvr: "0800048000", checks: ["ARQC", "TC"] });
  });

  test("of the blocked card does not take place", async () => {
    expect(figures(await run("blocked"))).toEqual({
      kind: "ended",
      reason: "applicationBlocked",
      checks: [],
    });
  });
});

describe("a host that does not approve", () => {
  test.each([
    { host: "declines", kind: "declined online", checks: ["ARQC", "AAC"] },
    { host: "answers wrongly", kind: "declined hostApprovedCardDeclined", checks: ["ARQC", "AAC"] },
    { host: "is silent", kind: "declined outcomeUnknown", checks: ["ARQC", "AAC"] },
    { host: "cannot be reached", kind: "declined offline", checks: ["ARQC", "AAC"] },
  ] as const)("$host: the debit card ends with an AAC", async ({ host, kind, checks }) => {
    expect(figures(await run("debit", host))).toMatchObject({ kind, cryptogram: "AAC", checks });
  });
});

/** More commands than any transaction of the debit card has over T=1. */
const COMMANDS_MAX = 40;

test("a card pulled at any command never ends in an approval, except after its last one", async () => {
  const kinds = new Map<string, number>();
  for (let atCommand = 1; atCommand <= COMMANDS_MAX; atCommand++) {
    for (const moment of ["before", "after"] as const) {
      const { result } = await run("debit", "approves", [{ kind: "pull", atCommand, moment }], "T=1");
      const kind = result.kind === "ended" ? `ended ${result.reason}` : `${result.kind} ${result.by}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (kind === "approved online") {
        const whole = await run("debit", "approves", [], "T=1");
        expect(figures({ result, checks: [] })).toEqual(figures({ ...whole, checks: [] }));
      }
    }
  }
  expect([...kinds.keys()].sort()).toEqual([
    "approved online",
    "declined hostApprovedCardDeclined",
    "ended cardRemoved",
  ]);
});
