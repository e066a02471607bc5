import type { TestAccount } from "../../issuer/accounts-table.ts";
import { type ApplicationProfile, ascii, type CardProfile } from "../profile.ts";
import { accountOf, CDOL1, CDOL2, CHINA, ISSUER_ACTION_CODES, RISK_LIMITS } from "./contact-data-table.ts";

/** A debit application with online PIN, SDA and DDA over a CA key of 1984 bits; issuer authentication mandatory. */
export function debitApplication(account: TestAccount): ApplicationProfile {
  return {
    aid: "A000000333010101",
    account,
    responseFormat: 1,
    aip: "7C00",
    afl: "080102001001050018010201",
    fci: [
      ["50", ascii("PBOC DEBIT")],
      ["87", "01"],
      ["9F38", "9F7A019F02065F2A02"],
      ["5F2D", ascii("zh")],
    ],
    objects: {
      ...CHINA,
      ...ISSUER_ACTION_CODES,
      "5F20": ascii("TEST/DEBIT"),
      // Online PIN when the terminal can do it, else nothing.
      "8E": "000000000000000002031F00",
      "8C": CDOL1,
      "8D": CDOL2,
      "9F14": "03",
      "9F23": "05",
      "9F49": "9F3704",
      "9F4A": "82",
    },
    files: [
      { sfi: 1, records: [["57", "5F34"], ["5F20"]] },
      { sfi: 2, records: [["90"], ["9F32", "92", "8F"], ["93"], ["9F46"], ["9F47", "9F48", "9F49"]] },
      {
        sfi: 3,
        records: [
          ["5A", "8E", "9F0D", "9F0E", "9F0F", "5F24", "5F28", "9F42", "9F07", "5F25"],
          ["8C", "8D", "5F30", "9F08", "9F4A", "9F14", "9F23"],
        ],
      },
    ],
    internal: { ...RISK_LIMITS, "9F56": "80" },
    authentication: {
      issuer: "debit",
      iccKey: "iccOne",
      dataAuthenticationCode: "DAC1",
      iccCertificateSerial: "000111",
    },
    atc: 0x000f,
    lastOnlineAtc: 0x000f,
    pinTryCounter: 3,
    log: { sfi: 11, recordCountMax: 10 },
  };
}

/** Debit with online PIN; T=0. */
export const debit: CardProfile = {
  name: "debit",
  protocol: "T=0",
  historicalText: "PBOC TEST T0",
  directory: "present",
  applications: [debitApplication(accountOf("debit"))],
};
