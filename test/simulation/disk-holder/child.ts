import { openDatabase } from "../../../main/store/open-database.ts";

/**
 * Another program that holds the write lock of a database, as a backup or a repair tool may: `argv[2]` is the file,
 * `argv[3]` its key in hexadecimal, `argv[4]` for how many milliseconds. It says when it holds it.
 */
const [, , file = "", keyHex = "", holdMs = "0"] = process.argv;
const database = openDatabase(file, Buffer.from(keyHex, "hex"), "readWrite");
database.exec("BEGIN IMMEDIATE");
process.stdout.write("held\n");
setTimeout(() => {
  database.exec("ROLLBACK");
  database.close();
}, Number(holdMs));
