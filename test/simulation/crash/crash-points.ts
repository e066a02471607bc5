import type { DevicePorts } from "../../../main/application/ports.ts";
import type { Acquirer } from "../../../main/ports/acquirer.ts";
import type { CardChannel, CardReader } from "../../../main/ports/card-reader.ts";
import type { Commit, Journal } from "../../../main/ports/journal.ts";
import type { Printer } from "../../../main/ports/printer.ts";

/**
 * Counts the moments at which a terminal can die, at its ports: before and after every journal write, every
 * command to the card, every message, every paper. Product code knows nothing of it.
 */
export class CrashPoints {
  readonly #killAt: number;
  readonly #tell: (line: object) => void;
  #count = 0;

  /** Dies at point `killAt`, counted from 1; 0 only counts. */
  constructor(killAt: number, tell: (line: object) => void) {
    this.#killAt = killAt;
    this.#tell = tell;
  }

  at(name: string): void {
    this.#count += 1;
    if (this.#killAt === 0) this.#tell({ point: this.#count, name });
    if (this.#count !== this.#killAt) return;
    this.#tell({ dies: this.#count, name });
    process.kill(process.pid, "SIGKILL");
    // The signal may take a moment; nothing more may happen in this process.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
}

/** Tells which facts are on disk, and dies before or after they got there. */
export function crashingJournal(
  journal: Journal,
  points: CrashPoints,
  tell: (line: object) => void,
): Journal {
  const commit = async (facts: Commit) => {
    const names = facts.events.map((event) => event.type).join("+");
    points.at(`before commit ${names}`);
    const committed = await journal.commit(facts);
    if (committed.ok) tell({ committed: facts.events.map((event) => event.type), seq: committed.value.seq });
    points.at(`after commit ${names}`);
    return committed;
  };
  return { ...journal, commit };
}

/** INS of an APDU, by its name. */
const INS_NAMES: Readonly<Record<number, string>> = {
  164: "SELECT",
  178: "READ RECORD",
  168: "GPO",
  136: "INTERNAL AUTHENTICATE",
  174: "GENERATE AC",
  130: "EXTERNAL AUTHENTICATE",
  192: "GET RESPONSE",
  202: "GET DATA",
};

function crashingReader(reader: CardReader, points: CrashPoints): CardReader {
  return {
    readers: () => reader.readers(),
    close: () => reader.close(),
    withCard: (wait, use) =>
      reader.withCard(wait, (card) => {
        const transceive: CardChannel["transceive"] = async (command) => {
          const name = INS_NAMES[command[1] ?? 0] ?? "command";
          points.at(`before ${name}`);
          const answered = await card.transceive(command);
          points.at(`after ${name}`);
          return answered;
        };
        return use({ atr: card.atr, readerName: card.readerName, interface: card.interface, transceive });
      }),
  };
}

export function crashingAcquirer(acquirer: Acquirer, points: CrashPoints): Acquirer {
  return {
    exchange: async (request) => {
      points.at(`before message ${request.kind}`);
      const outcome = await acquirer.exchange(request);
      points.at(`after message ${request.kind}`);
      return outcome;
    },
    keepLine: (work) => acquirer.keepLine(work),
    onStrayAnswer: (listener) => acquirer.onStrayAnswer(listener),
    close: () => acquirer.close(),
  };
}

function crashingPrinter(printer: Printer, points: CrashPoints): Printer {
  return {
    status: () => printer.status(),
    close: () => printer.close(),
    print: async (document, reprint) => {
      points.at(`before paper ${document.kind ?? "reading"}`);
      const printed = await printer.print(document, reprint);
      points.at(`after paper ${document.kind ?? "reading"}`);
      return printed;
    },
  };
}

export function crashingDevices(devices: DevicePorts, points: CrashPoints): DevicePorts {
  const { cardReader, printer } = devices;
  return {
    ...devices,
    ...(cardReader === undefined ? {} : { cardReader: crashingReader(cardReader, points) }),
    ...(printer === undefined ? {} : { printer: crashingPrinter(printer, points) }),
  };
}
