import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What electron-builder is told; its schema is checked where the tool is, and its meaning here. */
const CONFIGURATION = readFileSync("electron-builder.yml", "utf8");

/** The entries of one list of the file. */
function listOf(name: string): string[] {
  const [, lines = ""] = new RegExp(`^${name}:\\n((?: {2}- .*\\n)+)`, "m").exec(CONFIGURATION) ?? [];
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^ {2}- "?|"$/g, ""));
}

test("a package holds the terminal, its page and its drivers, and nothing that simulates or tests", () => {
  const files = listOf("files");
  expect(files).toEqual(expect.arrayContaining(["main/**/*.ts", "drivers/**/*.ts", "out/pages/till/**"]));
  expect(files.filter((file) => /simulators|test|tools|dock|\*\*$/.test(file))).toEqual([
    "main/store/migrations/**",
    "out/pages/till/**",
  ]);
  expect(CONFIGURATION).toMatch(/^extraMetadata:\n {2}main: main\/index\.ts$/m);
});

test("every fuse through which a program could be talked into something is out", () => {
  for (const fuse of [
    "runAsNode: false",
    "enableNodeOptionsEnvironmentVariable: false",
    "enableNodeCliInspectArguments: false",
    "grantFileProtocolExtraPrivileges: false",
    "enableEmbeddedAsarIntegrityValidation: true",
    "onlyLoadAppFromAsar: true",
    "enableCookieEncryption: true",
  ])
    expect(CONFIGURATION).toContain(`  ${fuse}\n`);
});

test("the package is made for the version of Electron whose types the sources were checked with", () => {
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    devDependencies: Record<string, string>;
  };
  expect(CONFIGURATION).toContain(`electronVersion: ${devDependencies["electron"]}\n`);
});
