import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { FrameReader } from "../../../drivers/acquirer-iso8583/codec/frame.ts";
import { explain8583 } from "../../../drivers/acquirer-iso8583/lens/explain.ts";
import { MESSAGE_TYPE_WORDS } from "../../../drivers/acquirer-iso8583/lens/words-table.ts";
import { decode8583 } from "../../../drivers/acquirer-iso8583/lens.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import { explainApdus } from "../../../main/domain/emv/lens/apdu-lens.ts";
import { showApdus } from "../../../main/domain/emv/lens/show-apdus.ts";
import type { Result } from "../../../main/domain/result.ts";
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

/** A card reader that tells what goes over it, masked; it changes nothing. */
export class TappedReader implements CardReader {
  readonly #reader: CardReader;
  readonly #language: () => Language;
  readonly #hear: (heard: Heard) => void;
  readonly #onFault: () => void;

  /** `onFault` hears of a card that stopped answering, which may be one that was pulled. */
  constructor(
    reader: CardReader,
    language: () => Language,
    hear: (heard: Heard) => void,
    onFault: () => void,
  ) {
    this.#reader = reader;
    this.#language = language;
    this.#hear = hear;
    this.#onFault = onFault;
  }

  readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>> {
    return this.#reader.readers();
  }

  withCard<T>(
    wait: WaitForCard,
    use: (card: CardChannel) => Promise<T>,
  ): Promise<Result<T, CardReaderFault>> {
    return this.#reader.withCard(wait, (channel) => use(this.#tap(channel)));
  }

  close(): Promise<void> {
    return this.#reader.close();
  }

  #tap(channel: CardChannel): CardChannel {
    // The lists that a card gives in its first answers explain the later ones, so the whole session is read each time.
    const trace: string[] = [];
    const say = (direction: "out" | "in", bytes: Uint8Array) => {
      trace.push(`${direction === "out" ? ">" : "<"} ${toHex(bytes)}`);
      const language = this.#language();
      const last = explainApdus(trace.join("\n"), language).slice(-1);
      const [title = "", ...lines] = showApdus(last, language);
      this.#hear({ line: "card", direction, title, lines });
    };
    return {
      atr: channel.atr,
      readerName: channel.readerName,
      transceive: async (command): Promise<Result<Uint8Array, CardFault>> => {
        say("out", command);
        const answer = await channel.transceive(command);
        if (answer.ok) say("in", answer.value);
        else this.#onFault();
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
