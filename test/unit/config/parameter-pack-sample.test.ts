import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readUnsignedPack } from "../../../main/config/parameter-pack-file.ts";
import { must } from "../../support/journal.ts";
import { samplePack, TODAY } from "../../support/parameter-packs.ts";

test("docs/parameter-pack.sample.json is a good pack with the keys of the simulated cards", () => {
  const text = readFileSync("docs/parameter-pack.sample.json", "utf8");
  const { pack, content } = must(readUnsignedPack(text, TODAY));
  expect(content).toEqual(samplePack({ name: "Sample acquirer", version: 1 }));
  expect(pack.applications).toHaveLength(2);
});

test("docs/parameter-packs.md names every member of the sample", () => {
  const page = readFileSync("docs/parameter-packs.md", "utf8");
  const names = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(names);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([name, member]) => [name, ...names(member)]);
  };
  for (const name of new Set(names(samplePack()))) expect(page, name).toContain(name);
});
