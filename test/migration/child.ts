import { migrate, readMigrations } from "../../main/store/migrate.ts";
import { openDatabase } from "../../main/store/open-database.ts";
import { NEXT_MIGRATION } from "./next-migration.ts";

/**
 * Migrates the database of `argv[2]` under the key of `argv[3]`, and stops in the middle of the next migration: it
 * says so on standard output and waits to be killed. `argv[4]` is how many of its statements are done by then.
 */
const [, , file = "", keyHex = "", doneCount = "0"] = process.argv;
const database = openDatabase(file, Buffer.from(keyHex, "hex"), "readWrite");
const forever = new Int32Array(new SharedArrayBuffer(4));
database.function("wait_to_be_killed", () => {
  process.stdout.write("in the middle\n");
  Atomics.wait(forever, 0, 0);
  return 0;
});
const statements = [...NEXT_MIGRATION];
statements.splice(Number(doneCount), 0, "SELECT wait_to_be_killed()");
const landed = readMigrations();
const next = {
  number: landed.length + 1,
  name: "next",
  sql: `${statements.join(";\n")};`,
  rebuildsStates: false,
};
migrate(database, [...landed, next]);
