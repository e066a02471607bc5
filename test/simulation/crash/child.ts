import { writeSync } from "node:fs";
import { PcscCardReader } from "../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import type { Substitutes } from "../../../main/compose.ts";
import type { Journal } from "../../../main/ports/journal.ts";
import { VpcdReader } from "../../../simulators/card/vpcd-reader.ts";
import { UNATTENDED } from "../../../simulators/dock/unattended.ts";
import { must } from "../../support/journal.ts";
import { CrashPoints, crashingAcquirer, crashingDevices, crashingJournal } from "./crash-points.ts";
import { Customer } from "./customer.ts";
import { FLOWS, type FlowName } from "./flows.ts";
import { paidBeforeTheCommit } from "./mutants.ts";
import { counterIn, openTill } from "./till.ts";

/**
 * The till that dies: `node child.ts '{"dir":...,"flow":...,"killAt":n,"reader":"tcp"|"pcsc"|"inProcess"|"none","mutant":...}'`.
 * It tells on standard output, line by line, what it has committed and what a cashier has seen.
 */
export type ChildOrder = {
  readonly dir: string;
  readonly flow: FlowName;
  /** Point at which it kills itself; 0 only counts them. */
  readonly killAt: number;
  readonly reader: "tcp" | "pcsc" | "inProcess" | "none";
  readonly mutant?: "paidBeforeCommit";
};

function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function openReader(kind: ChildOrder["reader"]) {
  if (kind === "none") return undefined;
  if (kind === "inProcess") return customer.reader;
  if (kind === "pcsc") {
    tell({ reader: "pcsc" });
    return new PcscCardReader();
  }
  const reader = must(await VpcdReader.listen({ host: "127.0.0.1", port: 0 }));
  tell({ reader: "tcp", port: reader.address.port });
  return reader;
}

const order = JSON.parse(process.argv[2] ?? "") as ChildOrder;
const points = new CrashPoints(order.killAt, tell);
const customer = new Customer(FLOWS[order.flow]);
const reader = await openReader(order.reader);
const { stripe: stripeReader } = customer;
const counter = await counterIn(order.dir, reader);
const devices = { ...counter, ...(stripeReader === undefined ? {} : { stripeReader }) };
const substitutes: Substitutes = {
  devices: () => crashingDevices(devices, points),
  acquirer: (acquirer) => crashingAcquirer(acquirer, points),
  journal: (journal: Journal) => {
    const inner = order.mutant === "paidBeforeCommit" ? paidBeforeTheCommit(journal) : journal;
    return crashingJournal(inner, points, tell);
  },
};
const terminal = await openTill(order.dir, devices, substitutes, { ...UNATTENDED, progress: customer.hear });
terminal.parts.runner.onChange((world) => {
  const payments = [...world.payments.values()].map(({ stan, kind, phase }) => ({ stan, kind, phase }));
  const sales = [...world.sales.values()].map(({ saleNumber, status }) => ({ saleNumber, status }));
  tell({ shown: { payments, sales } });
});
await FLOWS[order.flow].run(terminal);
await terminal.close();
