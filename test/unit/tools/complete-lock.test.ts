import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { completeLock, platformOf } from "../../../tools/complete-lock.ts";

test.each([
  { name: "@pcsc-mini/linux-x86_64-musl", platform: { os: ["linux"], cpu: ["x64"], libc: ["musl"] } },
  { name: "@pcsc-mini/macos-aarch64", platform: { os: ["darwin"], cpu: ["arm64"] } },
  { name: "@biomejs/cli-win32-arm64", platform: { os: ["win32"], cpu: ["arm64"] } },
  {
    name: "@napi-rs/canvas-linux-arm-gnueabihf",
    platform: { os: ["linux"], cpu: ["arm"], libc: ["glibc"] },
  },
  { name: "some-library", platform: undefined },
])("the platform of $name is read from its name", ({ name, platform }) => {
  expect(platformOf(name)).toEqual(platform);
});

test("a platform package that the registry did not carry gets an entry, and a second run adds nothing", () => {
  const lock = {
    packages: { "node_modules/a": { version: "1.0.0", optionalDependencies: { "a-linux-x64": "1.0.0" } } },
  };
  expect(completeLock(lock)).toEqual(["a-linux-x64"]);
  expect(lock.packages).toHaveProperty(["node_modules/a-linux-x64"], {
    version: "1.0.0",
    optional: true,
    os: ["linux"],
    cpu: ["x64"],
  });
  expect(completeLock(lock)).toEqual([]);
});

test("a name that tells no platform is refused instead of guessed", () => {
  const lock = { packages: { "node_modules/a": { optionalDependencies: { helper: "1.0.0" } } } };
  expect(() => completeLock(lock)).toThrow("helper");
});

test("the lock file of this repository is complete and names no registry", () => {
  const text = readFileSync("package-lock.json", "utf8");
  expect(completeLock(JSON.parse(text))).toEqual([]);
  expect(text).not.toContain('"resolved"');
});
