import { expect, test } from "vitest";
import { whyNotHere } from "../../../../simulators/dock/electron-binary.ts";
import { readStartArguments } from "../../../../simulators/dock/start-arguments.ts";
import { ChildCommand } from "../../../support/child-command.ts";
import { must } from "../../../support/journal.ts";

const HERE = { platform: "linux", home: "/home/li", environment: { LANG: "zh_CN.UTF-8" } } as const;

test("without words the shop lies beside a real one, in the language of the surroundings", () => {
  expect(must(readStartArguments([], HERE))).toEqual({
    isHeadless: false,
    language: "zh-CN",
    directory: "/home/li/.local/share/jinka-dock",
    wantsHelp: false,
  });
});

test("every word is understood", () => {
  const words = [
    "--shell",
    "browser",
    "--headless",
    "--lang=en",
    "--data-dir",
    "/srv/dock",
    "--port",
    "4321",
  ];
  expect(must(readStartArguments(words, HERE))).toEqual({
    shell: "browser",
    isHeadless: true,
    language: "en",
    givenLanguage: "en",
    directory: "/srv/dock",
    port: 4321,
    wantsHelp: false,
  });
});

test.each([
  ["--shell", "qt"],
  ["--lang", "fr"],
  ["--port", "0"],
  ["--port", "65536"],
  ["--port", "x"],
  ["--nonsense"],
  ["word"],
])("%s %s is no word of it", (...words) => {
  expect(readStartArguments(words, HERE).ok).toBe(false);
});

test.each([
  { name: "a Linux without a display", platform: "linux", environment: {}, isRoot: false, why: "noDisplay" },
  { name: "root", platform: "linux", environment: { DISPLAY: ":0" }, isRoot: true, why: "root" },
  {
    name: "a Linux with a display",
    platform: "linux",
    environment: { DISPLAY: ":0" },
    isRoot: false,
    why: undefined,
  },
  { name: "Windows", platform: "win32", environment: {}, isRoot: false, why: undefined },
] as const)("Electron on $name: $why", ({ platform, environment, isRoot, why }) => {
  expect(whyNotHere(platform, environment, isRoot)).toBe(why);
});

test("help lists every word, and a wrong word says which", async () => {
  const entry = "simulators/dock/start.ts";
  const help = await ChildCommand.run(["--help"], [], entry);
  expect(help.exitCode).toBe(0);
  for (const word of [
    "--shell electron|browser",
    "--headless",
    "--lang zh-CN|en",
    "--data-dir",
    "--port",
    "--help",
  ])
    expect(help.out).toContain(word);
  const wrong = await ChildCommand.run(["--shell", "qt"], [], entry);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.err).toContain("--shell qt");
});
