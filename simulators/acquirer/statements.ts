import type Database from "better-sqlite3-multiple-ciphers";
import type { Row } from "./ledger-rows.ts";

/** Statements of one database, each prepared once. */
export class Statements {
  readonly #database: Database.Database;
  readonly #known = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  one(sql: string, ...parameters: unknown[]): Row | undefined {
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  all(sql: string, ...parameters: unknown[]): Row[] {
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  run(sql: string, ...parameters: unknown[]): Database.RunResult {
    return this.#prepare(sql).run(...parameters);
  }

  /** Inserts one row; the keys of `parameters` are the columns. */
  insert(verb: "INSERT" | "INSERT OR REPLACE" | "INSERT OR IGNORE", table: string, parameters: object) {
    const columns = Object.keys(parameters);
    return this.run(
      `${verb} INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`,
      parameters,
    );
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#known.set(sql, statement);
    return statement;
  }
}
