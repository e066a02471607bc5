import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Lookup } from "../ports/lookup.ts";
import { LookupQueries } from "./lookup-queries.ts";
import { journalFaultOf, openDatabase } from "./open-database.ts";
import {
  DATABASE_FILE,
  type LookupMethod,
  type LookupRequest,
  type WorkerAnswer,
  type WorkerData,
} from "./protocol.ts";

/** The thread that answers people's questions: it cannot write, and nobody who writes waits for it. */

const { dataDir, databaseKey } = workerData as WorkerData;
const file = join(dataDir, DATABASE_FILE);

/** What each request does. Typed by the port, so that a method cannot be forgotten or misread. */
type Methods = { readonly [M in LookupMethod]: (...args: Parameters<Lookup[M]>) => unknown };

function methodsOver(queries: LookupQueries): Methods {
  return {
    findItem: (code) => queries.findItem(code),
    searchItems: (search) => queries.searchItems(search),
    searchSales: (search) => queries.searchSales(search),
    takingsBetween: (from, to) => queries.takingsBetween(from, to),
    papersOfSale: (id) => queries.papersOfSale(id),
    paper: (id) => queries.paper(id),
  };
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}

function failure(id: number, error: unknown): WorkerAnswer {
  const fault = journalFaultOf(error, file);
  if (fault !== undefined) return { id, ok: false, fault };
  return { id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function serve(): void {
  const database = openDatabase(file, databaseKey, "readOnly");
  const methods = methodsOver(new LookupQueries(database));
  parentPort?.on("message", (request: LookupRequest) => {
    try {
      if (request.method === "close") {
        database.close();
        answer({ id: request.id, ok: true, value: undefined });
        return;
      }
      const method = methods[request.method] as (...args: readonly unknown[]) => unknown;
      answer({ id: request.id, ok: true, value: method(...request.args) });
    } catch (error) {
      answer(failure(request.id, error));
    }
  });
}

try {
  serve();
  answer({ id: 0, ok: true, value: undefined });
} catch (error) {
  answer(failure(0, error));
}
