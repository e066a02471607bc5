import type { Result } from "../domain/result.ts";
import type { CheckoutPort } from "./checkout-port.ts";
import { Handlers } from "./handlers.ts";
import { type LoopbackFault, type LoopbackServer, startLoopbackServer } from "./loopback-server.ts";
import { SessionKey } from "./session-key.ts";
import { tillRoutes } from "./till-routes.ts";

export type ServeTillOptions = {
  readonly checkout: CheckoutPort;
  readonly dataDirectory: string;
  /** The built page. */
  readonly pagesDirectory: string;
  /** This one and no other; without it the port of the last time, or a free one. */
  readonly port?: number;
  readonly onBug: (error: unknown) => void;
};

/** The till behind a loopback server, for a browser on this machine. */
export function serveTill(options: ServeTillOptions): Promise<Result<LoopbackServer, LoopbackFault>> {
  const { checkout, dataDirectory, pagesDirectory, port, onBug } = options;
  return startLoopbackServer({
    session: SessionKey.open(dataDirectory, "till-page"),
    pagesDirectory,
    routes: tillRoutes(new Handlers(checkout, onBug)),
    ...(port === undefined ? {} : { port }),
  });
}
