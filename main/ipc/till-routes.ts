import type { Handlers } from "./handlers.ts";
import type { Route } from "./loopback-server.ts";
import { PATHS } from "./transport.ts";

/** The three kinds of calls of the contract as paths of a loopback server. */
export function tillRoutes(handlers: Handlers): Readonly<Record<string, Route>> {
  return {
    [PATHS.command]: { kind: "call", answer: (body) => handlers.command(body) },
    [PATHS.query]: { kind: "call", answer: (body) => handlers.query(body) },
    [PATHS.view]: { kind: "stream", begin: (push) => handlers.subscribe(push) },
  };
}
