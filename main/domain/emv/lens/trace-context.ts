import { TAG_8C_CDOL1, TAG_8D_CDOL2, TAG_9F4F_LOG_FORMAT, TAG_9F38_PDOL, TAG_9F49_DDOL } from "../tags.ts";
import { decodeTlv, primitivesOf } from "../tlv.ts";
import { type CommandApdu, findCommand } from "./command-apdu.ts";
import type { CommandRow } from "./commands-table.ts";

/** A command with its row of the table, if it is known. */
export type SeenCommand = { readonly command: CommandApdu; readonly row: CommandRow | undefined };

const LISTS: ReadonlySet<number> = new Set([
  TAG_9F38_PDOL,
  TAG_8C_CDOL1,
  TAG_8D_CDOL2,
  TAG_9F49_DDOL,
  TAG_9F4F_LOG_FORMAT,
]);

/** What the earlier lines of a trace say about the later ones. */
export class TraceContext {
  readonly #lists = new Map<number, Uint8Array>();
  #answered: SeenCommand | undefined;
  #generateAcCount = 0;

  /** The command that the next answer is about: GET RESPONSE only fetches the answer to the one before it. */
  get answered(): SeenCommand | undefined {
    return this.#answered;
  }

  /** A list of the selected application, by the tag under which the card gave it. */
  list(tag: number): Uint8Array | undefined {
    return this.#lists.get(tag);
  }

  /** The list that the data of the GENERATE AC seen last follow. */
  get cdolTag(): number {
    return this.#generateAcCount <= 1 ? TAG_8C_CDOL1 : TAG_8D_CDOL2;
  }

  sendCommand(command: CommandApdu): SeenCommand {
    const row = findCommand(command);
    const seen = { command, row };
    if (row?.kind === "getResponse" && this.#answered !== undefined) return seen;
    // The same command again is the repetition that 6Cxx or a lost line asks for, not a second cryptogram.
    if (row?.kind === "generateAc" && !isRepeated(command, this.#answered?.command))
      this.#generateAcCount += 1;
    if (row?.kind === "getProcessingOptions") this.#generateAcCount = 0;
    if (row?.kind === "select") {
      this.#lists.clear();
      this.#generateAcCount = 0;
    }
    this.#answered = seen;
    return seen;
  }

  /** Remembers the lists in an answer. */
  receiveData(data: Uint8Array): void {
    const objects = decodeTlv(data);
    if (!objects.ok) return;
    for (const { tag, value } of primitivesOf(objects.value)) {
      if (LISTS.has(tag)) this.#lists.set(tag, value);
    }
  }
}

function isRepeated(command: CommandApdu, before: CommandApdu | undefined): boolean {
  if (before === undefined || before.ins !== command.ins || before.p1 !== command.p1) return false;
  const { data } = command;
  return data.length === before.data.length && data.every((byte, i) => byte === before.data[i]);
}
