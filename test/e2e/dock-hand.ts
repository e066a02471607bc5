import {
  DOCK_PATHS,
  type DockAction,
  type DockAnswer,
  type DockPush,
  type DockState,
  type LedgersView,
} from "../../simulators/dock/dock-contract.ts";

/** A hand at the counter: touches the dock as its page does, and looks at it. */
export class DockHand {
  readonly #origin: string;
  readonly #cookie: string;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  static async open(address: string): Promise<DockHand> {
    const response = await fetch(address, { redirect: "manual" });
    const cookie = response.headers.get("set-cookie")?.split(";")[0];
    if (cookie === undefined) throw new Error(`the dock lets nobody in: ${response.status}`);
    return new DockHand(new URL(address).origin, cookie);
  }

  /** Does it, or says why it cannot be done. */
  async touch(action: DockAction): Promise<void> {
    const answer = await this.#post<DockAnswer>(DOCK_PATHS.act, action);
    if (!answer.ok) throw new Error(`${action.do}: ${answer.why}`);
  }

  ledgers(): Promise<LedgersView> {
    return this.#post<LedgersView>(DOCK_PATHS.ledgers, {});
  }

  /** The first state that fits, from now on. */
  async until(fits: (state: DockState) => boolean, limitMs = 15_000): Promise<DockState> {
    const stop = new AbortController();
    const limit = AbortSignal.timeout(limitMs);
    const headers = { cookie: this.#cookie };
    const signal = AbortSignal.any([stop.signal, limit]);
    const response = await fetch(`${this.#origin}${DOCK_PATHS.state}`, { headers, signal });
    let rest = "";
    try {
      for await (const chunk of response.body ?? []) {
        const lines = `${rest}${Buffer.from(chunk).toString("utf8")}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          if (!line.startsWith("data: ")) continue;
          const push = JSON.parse(line.slice(6)) as DockPush;
          if (push.kind === "state" && fits(push.state)) return push.state;
        }
      }
    } finally {
      stop.abort();
    }
    throw new Error("the dock has stopped");
  }

  /** The customer puts a card in and types the PIN. */
  async payWith(card: string, pin: string): Promise<void> {
    await this.touch({ do: "insertCard", card });
    await this.typePin(pin);
  }

  /** The customer types these keys when the pad asks. */
  async typePin(pin: string): Promise<void> {
    await this.until(({ pad }) => pad.screen.kind === "pin");
    for (const key of pin) await this.touch({ do: "pressKey", key: key as "0" });
    await this.touch({ do: "pressKey", key: "confirm" });
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const headers = { cookie: this.#cookie, origin: this.#origin, "content-type": "application/json" };
    const response = await fetch(`${this.#origin}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
  }
}
