import { fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../../main/store/open-database.ts";

/**
 * Raw durable commits on a thread of its own, as the journal has one: `{ how, bytes }` comes in, `true` goes out when
 * they are on disk. "file": so many bytes written to a file and flushed. "engine": one blob through the same engine,
 * cipher and settings as the journal.
 */

export type RawOrder = { readonly how: "file" | "engine"; readonly bytes: number };

/** The file is as long as a WAL becomes, and is begun anew at its end. */
const FILE_LENGTH_MAX = 1000 * 4096;

const directory = workerData as string;
const descriptor = openSync(join(directory, "raw.bin"), "w");
const database = openDatabase(join(directory, "raw.sqlite"), new Uint8Array(32).fill(9), "readWrite");
database.exec("CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
const insert = database.prepare("INSERT INTO raw (body) VALUES (?)");
let position = 0;

function writeToFile(body: Buffer): void {
  if (position > FILE_LENGTH_MAX) position = 0;
  writeSync(descriptor, body, 0, body.length, position);
  fdatasyncSync(descriptor);
  position += body.length;
}

parentPort?.on("message", ({ how, bytes }: RawOrder) => {
  const body = Buffer.alloc(bytes, 7);
  if (how === "file") writeToFile(body);
  else insert.run(body);
  parentPort?.postMessage(true);
});
parentPort?.postMessage(true);
