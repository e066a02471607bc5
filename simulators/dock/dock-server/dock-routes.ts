import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { explainToEngineer } from "../../../main/domain/emv/trace/explain-engineer.ts";
import type { Route } from "../../../main/ipc/loopback-server.ts";
import type { CardTraceStore } from "../../../main/ports/card-trace.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import {
  DOCK_PATHS,
  type DockAnswer,
  type DockPush,
  dockActionSchema,
  type Explanation,
  explanationRequestSchema,
  type LedgersView,
} from "../dock-contract.ts";
import { CardBox } from "./card-box.ts";
import type { Dock } from "./dock.ts";

/** A page is drawn in the time of a blink; what happens in between is shown together. */
const PUSH_MS = 40;

/** A picture is drawn in a thread of its own, in a few hundred milliseconds. */
const PICTURE_WAIT_MS = 8_000;
const PICTURE_LOOK_MS = 50;

export type DockDesk = {
  readonly dock: Dock;
  readonly clock: Pick<Clock, "sleep">;
  readonly cardTraces?: CardTraceStore;
  ledgers(): Promise<LedgersView>;
  /** Where the picture of a paper of this run will be. */
  pictureOf(number: number): string;
};

/** The calls of the dock's page. */
export function dockRoutes(desk: DockDesk): Readonly<Record<string, Route>> {
  return {
    [DOCK_PATHS.state]: { kind: "stream", begin: (push) => pushStates(desk.dock, push) },
    [DOCK_PATHS.act]: {
      kind: "call",
      answer: async (body): Promise<DockAnswer> => {
        const action = dockActionSchema.safeParse(body);
        return action.success ? desk.dock.act(action.data) : { ok: false, why: "malformed" };
      },
    },
    [DOCK_PATHS.ledgers]: { kind: "call", answer: () => desk.ledgers() },
    [DOCK_PATHS.cards]: { kind: "call", answer: async () => CardBox.cards },
    [DOCK_PATHS.explanation]: { kind: "call", answer: (body) => explain(desk, body) },
    [DOCK_PATHS.trace]: { kind: "file", read: (search) => readTrace(desk, search.get("payment") ?? "") },
    [DOCK_PATHS.paper]: { kind: "file", read: (search) => readPicture(desk, search.get("number") ?? "") },
  };
}

function pushStates(dock: Dock, push: (message: DockPush) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const show = () => {
    timer = undefined;
    push({ kind: "state", state: dock.state });
  };
  const stop = dock.onChange(() => {
    timer ??= setTimeout(show, PUSH_MS);
  });
  show();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** No lines: the trace has gone, or there never was one. */
async function explain({ cardTraces }: DockDesk, body: unknown): Promise<Explanation> {
  const asked = explanationRequestSchema.safeParse(body);
  if (!asked.success) return { lines: [] };
  const { paymentId, language } = asked.data;
  const found = await cardTraces?.find(paymentId);
  const trace = found?.ok === true ? found.value : undefined;
  return { lines: trace === undefined ? [] : explainToEngineer(trace, language) };
}

async function readTrace({ cardTraces }: DockDesk, payment: string) {
  const found = await cardTraces?.find(payment);
  const trace = found?.ok === true ? found.value : undefined;
  if (trace === undefined) return undefined;
  const bytes = new TextEncoder().encode(`${JSON.stringify(trace, undefined, 2)}\n`);
  return { type: "application/json", bytes };
}

async function readPicture(
  { dock, clock, pictureOf }: DockDesk,
  number: string,
): Promise<{ readonly type: string; readonly bytes: Uint8Array } | undefined> {
  if (!dock.state.papers.some((paper) => String(paper.number) === number)) return undefined;
  const file = pictureOf(Number(number));
  for (let waitedMs = 0; waitedMs < PICTURE_WAIT_MS && !existsSync(file); waitedMs += PICTURE_LOOK_MS)
    await clock.sleep(PICTURE_LOOK_MS);
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? undefined : { type: "image/png", bytes };
}
