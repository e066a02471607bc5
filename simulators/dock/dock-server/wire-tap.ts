import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { FrameReader } from "../../../drivers/acquirer-iso8583/codec/frame.ts";
import { explain8583 } from "../../../drivers/acquirer-iso8583/lens/explain.ts";
import { MESSAGE_TYPE_WORDS } from "../../../drivers/acquirer-iso8583/lens/words-table.ts";
import { decode8583 } from "../../../drivers/acquirer-iso8583/lens.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import { explainApdus } from "../../../main/domain/emv/lens/apdu-lens.ts";
import { showApdus } from "../../../main/domain/emv/lens/show-apdus.ts";
import { err, type Result } from "../../../main/domain/result.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import type {
  CardChannel,
  CardFault,
  CardReader,
  CardReaderFault,
  ReaderStatus,
  WaitForCard,
} from "../../../main/ports/card-reader.ts";
import type { WireEntry } from "../dock-contract.ts";

/** A message in words, before it has its number and time. */
export type Heard = Omit<WireEntry, "number" | "at">;

/** Who holds the cards at the readers. */
type CardHolder = {
  sessionBegan(readerName: string): void;
  sessionEnded(readerName: string): void;
  /** What the hand does at the nth command of a session. */
  pullAt(readerName: string, command: number): "before" | "after" | undefined;
  pullNow(readerName: string): void;
};

type TapOptions = {
  readonly language: () => Language;
  readonly hear: (heard: Heard) => void;
  readonly holder: CardHolder;
};

/** A card reader that tells what goes over it, masked, and whose cards are held by hands that may shake. */
export class TappedReader implements CardReader {
  readonly #reader: CardReader;
  readonly #options: TapOptions;

  constructor(reader: CardReader, options: TapOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>> {
    return this.#reader.readers();
  }

  withCard<T>(
    wait: WaitForCard,
    use: (card: CardChannel) => Promise<T>,
  ): Promise<Result<T, CardReaderFault>> {
    const { holder } = this.#options;
    return this.#reader.withCard(wait, async (channel) => {
      holder.sessionBegan(channel.readerName);
      try {
        return await use(this.#tap(channel));
      } finally {
        holder.sessionEnded(channel.readerName);
      }
    });
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #tap(channel: CardChannel): CardChannel {
    const { readerName } = channel;
    const { holder, hear } = this.#options;
    // The lists that a card gives in its first answers explain the later ones, so the whole session is read each time.
    const trace: string[] = [];
    let commandCount = 0;
    const say = (direction: "out" | "in", bytes: Uint8Array) => {
      trace.push(`${direction === "out" ? ">" : "<"} ${toHex(bytes)}`);
      const language = this.#options.language();
      const last = explainApdus(trace.join("\n"), language).slice(-1);
      const [title = "", ...lines] = showApdus(last, language);
      hear({ line: "card", direction, title, lines });
    };
    return {
      atr: channel.atr,
      readerName,
      interface: channel.interface,
      transceive: async (command): Promise<Result<Uint8Array, CardFault>> => {
        say("out", command);
        commandCount += 1;
        const moment = holder.pullAt(readerName, commandCount);
        if (moment !== undefined) {
          if (moment === "after") await channel.transceive(command);
          holder.pullNow(readerName);
          return err({ kind: "cardRemoved", sent: "unknown" });
        }
        const answer = await channel.transceive(command);
        if (answer.ok) say("in", answer.value);
        return answer;
      },
    };
  }
}

export type TappedLine = { readonly port: number; close(): Promise<void> };

/** A piece of cable in front of the host that tells what goes over it, masked. */
export async function startTappedLine(hostPort: number, hear: (heard: Heard) => void): Promise<TappedLine> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: hostPort, host: "127.0.0.1", allowHalfOpen: true });
    for (const [from, to, direction] of [
      [near, far, "out"],
      [far, near, "in"],
    ] as const) {
      const reader = new FrameReader();
      sockets.add(from);
      from.setNoDelay(true);
      from.on("data", (bytes) => {
        for (const frame of reader.push(bytes).frames) hear(wordsOf(frame, direction));
        to.write(bytes);
      });
      from.on("end", () => to.end());
      from.on("error", () => to.resetAndDestroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function wordsOf(frame: Uint8Array, direction: "out" | "in"): Heard {
  const decoded = decode8583(frame);
  const { mti = "" } = decoded;
  const words = MESSAGE_TYPE_WORDS[mti];
  const title = words === undefined ? mti : `${mti} ${words}`;
  return { line: "host", direction, title, lines: explain8583(decoded) };
}
