import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Installs the Debian packages that the lanes with real parts need. On other systems it says what is missing. */

const PACKAGES = [
  ...["pcscd", "libpcsclite1", "vsmartcard-vpcd", "socat"],
  // The end-to-end lane; the font is for what stands beside our own pages.
  ...["chromium", "fonts-noto-cjk"],
];

function missingPackages(): string[] {
  return PACKAGES.filter((name) => {
    const asked = spawnSync("dpkg-query", ["-W", "--showformat", "$" + "{Status}", name], {
      encoding: "utf8",
    });
    return !asked.stdout?.includes("install ok installed");
  });
}

function main(): void {
  if (!existsSync("/usr/bin/apt-get")) {
    console.log(`This system has no apt-get. The test lanes need: ${PACKAGES.join(", ")}.`);
    return;
  }
  const missing = missingPackages();
  if (missing.length === 0) {
    console.log("All packages of the test lanes are installed.");
    return;
  }
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo"];
  const run = (...words: string[]) => {
    const [program = "", ...rest] = [...asRoot, ...words];
    console.log(`+ ${[program, ...rest].join(" ")}`);
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync(program, rest, { stdio: "inherit", env: environment });
  };
  run("apt-get", "update", "-q");
  run("apt-get", "install", "-q", "-y", "--no-install-recommends", ...missing);
}

main();
