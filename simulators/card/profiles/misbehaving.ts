import type { ApplicationProfile, CardProfile } from "../profile.ts";
import { accountOf } from "./contact-data-table.ts";
import { debit, debitApplication } from "./debit.ts";

/** Cards that break the rules of the Book: a terminal has to end the session, whatever they hope for. */

const application = debitApplication(accountOf("faulty"));

function faulty(name: string, change: Partial<ApplicationProfile>): CardProfile {
  return { ...debit, name, applications: [{ ...application, ...change }] };
}

/** The third file with something changed in its first record. */
function withRecord(listed: readonly string[]): Partial<ApplicationProfile> {
  const files = application.files.map((file) =>
    file.sfi === 3 ? { ...file, records: [listed, ...file.records.slice(1)] } : file,
  );
  return { files };
}

const OBJECTS = ["5A", "8E", "9F0D", "9F0E", "9F0F", "5F24", "5F28", "9F42", "9F07", "5F25"] as const;

export const MISBEHAVING_CARDS: readonly CardProfile[] = [
  faulty("higher-cryptogram", { misbehaviour: { answersHigher: true } }),
  // The expiry date twice in one record: EMV Book 3, 10.2.
  faulty("duplicate-tlv", withRecord([...OBJECTS, "5F24"])),
  // No CDOL1, no PAN: EMV Book 3, 7.2.
  faulty("no-cdol", {
    files: application.files.map((file) =>
      file.sfi === 3 ? { ...file, records: [[...OBJECTS], ["8D", "5F30", "9F08", "9F4A"]] } : file,
    ),
  }),
  faulty("no-pan", withRecord(OBJECTS.filter((tag) => tag !== "5A"))),
  // An object that is longer than its record, a record without template 70, and an empty answer.
  faulty("malformed-tlv", {
    misbehaviour: { rawRecords: [{ sfi: 3, record: 1, bytes: "70065A0A62280001" }] },
  }),
  faulty("wrong-template", {
    misbehaviour: { rawRecords: [{ sfi: 3, record: 1, bytes: "77065F2403491231" }] },
  }),
  faulty("empty-record", { misbehaviour: { rawRecords: [{ sfi: 3, record: 1, bytes: "" }] } }),
  // SFI 31; last record before the first; record 0; more signed records than there are; no record at all; a
  // record that the card does not have; an AFL that is not whole.
  faulty("afl-file-out-of-range", { misbehaviour: { announcedAfl: "08010200F801010018010201" } }),
  faulty("afl-reversed", { misbehaviour: { announcedAfl: "080102001005010018010201" } }),
  faulty("afl-record-zero", { misbehaviour: { announcedAfl: "080002001001050018010201" } }),
  faulty("afl-too-many-signed", { misbehaviour: { announcedAfl: "080102001001050018010203" } }),
  faulty("afl-empty", { misbehaviour: { announcedAfl: "" } }),
  faulty("afl-absent-record", { misbehaviour: { announcedAfl: "080103001001050018010201" } }),
  faulty("afl-cut-off", { misbehaviour: { announcedAfl: "0801020010010500180102" } }),
];
