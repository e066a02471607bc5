import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EN } from "../../../renderer/text/en.ts";
import { say } from "../../../renderer/text/say.ts";
import { ZH_CN } from "../../../renderer/text/zh-cn.ts";

const RENDERER = fileURLToPath(new URL("../../../renderer/", import.meta.url));

const keys = Object.keys(EN) as (keyof typeof EN)[];
const gapsOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, gap]) => gap).sort();

function sources(): string[] {
  return readdirSync(RENDERER, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/^(text|stories)[\\/]/.test(path))
    .map((path) => readFileSync(join(RENDERER, path), "utf8"));
}

describe("the words of the screens", () => {
  it("are the same in both languages", () => {
    expect(Object.keys(ZH_CN).sort()).toEqual([...keys].sort());
  });

  it("have the same gaps in both languages, and say something", () => {
    const wrong = keys.filter((key) => {
      const isSame = `${gapsOf(ZH_CN[key])}` === `${gapsOf(EN[key])}`;
      return !isSame || ZH_CN[key].trim() === "" || EN[key].trim() === "";
    });
    expect(wrong).toEqual([]);
  });

  it("do not shout, and speak Chinese where they should", () => {
    for (const key of keys) {
      expect(`${ZH_CN[key]}${EN[key]}`).not.toMatch(/[!！]/);
      if (!/^[\w ·{}]+$/.test(ZH_CN[key])) expect(ZH_CN[key]).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it("are all used, and none is missing", () => {
    const text = sources().join("\n");
    const literals = new Set([...text.matchAll(/"([a-z]\w*(?:\.\w+)+)"/gi)].map(([, key]) => key));
    // Keys that end in a word of the contract, such as `device.state.${state}`.
    const stems = [...text.matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/gi)].map(([, stem = ""]) => stem);
    const unused = keys.filter((key) => !literals.has(key) && !stems.some((stem) => key.startsWith(stem)));
    expect(unused).toEqual([]);
    const areas = new Set(keys.map((key) => key.split(".")[0]));
    const unknown = [...literals].filter((key) => {
      return key !== undefined && areas.has(key.split(".")[0] ?? "") && !(key in EN);
    });
    expect(unknown).toEqual([]);
  });

  it("fill their gaps, and leave what nobody filled visible", () => {
    expect(say("en", "top.shift", { number: 12 })).toBe("Shift 12");
    expect(say("zh-CN", "top.shift", { number: 12 })).toBe("班次 12");
    expect(say("en", "top.shift")).toBe("Shift {number}");
  });
});
