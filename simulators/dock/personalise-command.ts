import type { Command } from "commander";
import { EXIT } from "../../main/cli/exit-code.ts";
import type { Run } from "../../main/cli/run.ts";
import { type PersonaliseFault, personaliseCard } from "../card/personalise-card.ts";

/** `jinka personalise profile.json`: a virtual card to order, with keys and certificates of its own. */
export function addPersonaliseCommand(program: Command, run: Run): void {
  program
    .command("personalise <profile>")
    .description("make issuer keys, certificates (RSA, SM2) and the image of a virtual card from a profile")
    .option("--out <dir>", "where card.json, ca-keys.json and issuer.json go", "card")
    .option("--force", "write over files that are there")
    .addHelpText("after", HELP)
    .action((profile: string, options: { readonly out: string; readonly force?: true }, command: Command) =>
      run(command, async ({ output }) => {
        const made = personaliseCard({
          profileFile: profile,
          outFolder: options.out,
          replaces: options.force === true,
        });
        if (!made.ok) {
          const code = made.fault.kind === "unwritable" ? EXIT.unavailable : EXIT.refused;
          const more = made.fault.kind === "wrongProfile" ? { mistakes: made.fault.mistakes } : {};
          return output.fail(code, `personalise.${made.fault.kind}`, inWords(made.fault, profile), more);
        }
        const { name, imageFile, caKeysFile, issuerFile } = made.value;
        output.line(`The ${name} card is made.`);
        output.line(`Card: ${imageFile} (jinka simulate card ${imageFile})`);
        output.line(`CA keys for a terminal in training: ${caKeysFile}`);
        output.line(`Private keys of CA and issuer, and the accounts: ${issuerFile}`);
        return output.done({ name, imageFile, caKeysFile, issuerFile });
      }),
    );
}

const HELP = `
The smallest profile:
  { "name": "mine", "applications": [{ "account": { "pan": "6228000100000001015" } }] }

Members, all but the first and the account number with a default:
  name, protocol (T=0, T=1), historicalText, directory (present, blocked, absent), cardBlocked, seed,
  masterKeys (own, test), rid, issuerIdentifier,
  rsa { caIndex, caBits, issuerBits, iccBits, exponent, caExpiry, certificateExpiry, issuerCertificateSerial },
  sm2 { caIndex, caExpiry, certificateExpiry, issuerCertificateSerial },
  applications [{ template (debit, credit, debit-offline), aid, label, priority, algorithms (rsa, sm, dual),
    authentication (sda, dda, cda), blocked, responseFormat (1, 2), atc, lastOnlineAtc, pinTryCounter,
    account { pan, panSequenceNumber, expiry (YYMM), serviceCode, kind, pin },
    objects { TAG: hex or null }, internal { TAG: hex or null } }]

The same seed gives the same card again; without one the keys are random. All keys are test keys.`;

function inWords(fault: PersonaliseFault, profile: string): string {
  switch (fault.kind) {
    case "unreadable":
      return `${fault.file} cannot be read (${fault.code}).`;
    case "unwritable":
      return `${fault.file} cannot be written (${fault.code}).`;
    case "tooLong":
      return `${fault.file} is no profile: it has more than ${fault.bytesMax} bytes.`;
    case "exists":
      return `${fault.file} is there already; --force writes over it.`;
    case "wrongProfile": {
      const lines = fault.mistakes.map(
        ({ path, message }) => `  ${path === "" ? "the file" : path}: ${message}`,
      );
      return [`${profile} is not a usable profile; nothing was made.`, ...lines].join("\n");
    }
  }
}
