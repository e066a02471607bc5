import { ascii, type CardProfile } from "../profile.ts";
import { accountOf, CDOL1, CDOL2, CHINA, ISSUER_ACTION_CODES, RISK_LIMITS } from "./contact-data-table.ts";

/**
 * Credit with signature; T=1. It has no key of its own, so it can only do SDA, over a CA key of 1152 bits with
 * a remainder; it has no PDOL, answers in template 77, and takes a transaction without the issuer's ARPC.
 */
export const credit: CardProfile = {
  name: "credit",
  protocol: "T=1",
  historicalText: "PBOC TEST T1",
  directory: "present",
  applications: [
    {
      aid: "A000000333010102",
      account: accountOf("credit"),
      responseFormat: 2,
      aip: "5C00",
      afl: "080102001001030018010201",
      fci: [
        ["50", ascii("PBOC CREDIT")],
        ["87", "01"],
        ["5F2D", ascii("zhen")],
        ["9F11", "01"],
        ["9F12", ascii("PBOC Credit")],
      ],
      objects: {
        ...CHINA,
        ...ISSUER_ACTION_CODES,
        "5F20": ascii("TEST/CREDIT"),
        // Signature when the terminal can take it, else nothing.
        "8E": "00000000000000005E031F00",
        "8C": CDOL1,
        "8D": CDOL2,
        "9F4A": "82",
      },
      files: [
        { sfi: 1, records: [["57"], ["5F20"]] },
        { sfi: 2, records: [["90"], ["9F32", "92", "8F"], ["93"]] },
        {
          sfi: 3,
          records: [
            ["5A", "8E", "9F0D", "9F0E", "9F0F", "5F24", "5F28", "9F42", "9F07", "5F25"],
            ["8C", "8D", "5F30", "9F08", "9F4A"],
          ],
        },
      ],
      internal: { ...RISK_LIMITS, "9F56": "00" },
      authentication: {
        issuer: "credit",
        dataAuthenticationCode: "DAC2",
        iccCertificateSerial: "000211",
      },
      atc: 0x0020,
      lastOnlineAtc: 0x0020,
      pinTryCounter: 3,
      log: { sfi: 11, recordCountMax: 10 },
    },
  ],
};
