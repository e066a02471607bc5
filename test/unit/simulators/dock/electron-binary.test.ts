import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { programIn } from "../../../../simulators/dock/electron-binary.ts";
import { tempDir } from "../../../support/temp-dir.ts";

test("Electron's package has a program only when it is unpacked", () => {
  const folder = tempDir();
  expect(programIn(folder)).toBeUndefined();
  writeFileSync(join(folder, "path.txt"), "electron\n");
  expect(programIn(folder)).toBeUndefined();
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", "electron"), "");
  expect(programIn(folder)).toBe(join(folder, "dist", "electron"));
});
