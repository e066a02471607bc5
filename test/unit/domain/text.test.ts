import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EN } from "../../../main/domain/text/en-table.ts";
import { say } from "../../../main/domain/text/say.ts";
import { ZH_CN } from "../../../main/domain/text/zh-cn-table.ts";

const keys = Object.keys(EN) as (keyof typeof EN)[];

function gaps(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

test("every text stands in both languages with the same gaps", () => {
  expect(Object.keys(ZH_CN).sort()).toEqual([...keys].sort());
  for (const key of keys) expect({ key, gaps: gaps(ZH_CN[key]) }).toEqual({ key, gaps: gaps(EN[key]) });
});

test("Chinese texts are Chinese, and neither language shouts", () => {
  for (const key of keys) {
    expect(ZH_CN[key], key).not.toMatch(/[!！]/);
    expect(EN[key], key).not.toMatch(/!/);
    if (/[a-z]{4}/i.test(EN[key].replace(/\{\w+\}/g, "")))
      expect(ZH_CN[key], key).toMatch(/[一-鿿￥]|AID|TVR|TSI|ATC|ARC/);
  }
});

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return entry.name.endsWith(".ts") && !path.includes("-table.ts") ? readFileSync(path, "utf8") : "";
    })
    .join("\n");
}

test("every text is used, and every kind of refusal and of ending has its sentence", () => {
  const code = sources("main") + sources("simulators/dock");
  const families = [...code.matchAll(/`(\w+(?:\.\w+)*\.)\$\{/g)].map((match) => match[1] ?? "");
  const unused = keys.filter(
    (key) => !code.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)),
  );
  expect(unused).toEqual([]);
  const kinds = (file: string, type: RegExp) =>
    [...(type.exec(readFileSync(file, "utf8"))?.[0] ?? "").matchAll(/kind: "(\w+)"|^ {2}\| "(\w+)"/gm)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
  const refusals = kinds("main/domain/refusal.ts", /export type Refusal =[\s\S]*?;\n/g);
  const ends = kinds("main/domain/payment/state.ts", /export type PaymentEndReason =[\s\S]*?;\n/g);
  expect(refusals.length).toBeGreaterThan(30);
  expect(ends.length).toBeGreaterThan(15);
  for (const kind of refusals) expect(keys, kind).toContain(`refusal.${kind}`);
  for (const kind of ends) expect(keys, kind).toContain(`payment.ended.${kind}`);
});

test("gaps are filled, and one without its parameter stays visible", () => {
  expect(say("en", "paper.receiptNumber", { number: 7 })).toBe("Receipt 7");
  expect(say("zh-CN", "paper.receiptNumber")).toBe("小票号 {number}");
});
