import { join } from "node:path";
import { workerData } from "node:worker_threads";
import type { Lookup } from "../ports/lookup.ts";
import { LookupQueries } from "./lookup-queries.ts";
import { openDatabase } from "./open-database.ts";
import { DATABASE_FILE, type LookupMethod, type WorkerData } from "./protocol.ts";
import { serveRequests } from "./serve-requests.ts";

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

serveRequests(file, () => {
  const database = openDatabase(file, databaseKey, "readOnly");
  return { methods: methodsOver(new LookupQueries(database)), close: () => void database.close() };
});
