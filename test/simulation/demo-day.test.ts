import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempDir } from "../support/temp-dir.ts";

/** The README's first command as a process of its own, over simulated devices only. */

test("the demo day ends with till = host = paper, and leaves its papers and its chart", async () => {
  const directory = tempDir();
  const day = spawn(
    process.execPath,
    [
      "simulators/dock/cli.ts",
      "demo",
      "--seed",
      "5",
      "--simulated-only",
      "--data-dir",
      directory,
      "--lang",
      "en",
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const lines: string[] = [];
  day.stdout.on("data", (chunk: Buffer) => lines.push(...chunk.toString().split("\n")));
  const [exitCode] = (await once(day, "exit")) as [number];
  expect(lines.findLast((line) => line !== "")).toMatch(
    /^till = host = paper: CNY \d+\.\d{2} in \d+ card payments, net of voids$/,
  );
  expect(lines.join("\n")).toContain("the comparison fails as it must");
  expect(exitCode).toBe(0);
  expect(existsSync(join(directory, "jinka-demo", "day.png"))).toBe(true);
});
