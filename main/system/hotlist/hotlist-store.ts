import { err, ok, type Result } from "../../domain/result.ts";
import type {
  Hotlist,
  HotlistAnswer,
  HotlistCard,
  HotlistFault,
  HotlistStatus,
} from "../../ports/hotlist.ts";
import { CardHasher } from "./card-hasher.ts";
import { hotlistFolderOf, listPathOf, listVersions } from "./hotlist-folder.ts";
import type { HotlistKeys } from "./hotlist-keys.ts";
import { ListFile } from "./list-file.ts";

/** A list that another process has installed counts after this time at the latest. */
const LOOK_EVERY_MS = 30_000;

const PAN_LENGTH_MAX = 19;

type Opened = Result<ListFile | undefined, HotlistFault>;

/** The hotlist of a data directory: the newest list there, and those that come while the terminal runs. */
export class HotlistStore implements Hotlist {
  readonly #folder: string;
  readonly #keys: HotlistKeys;
  readonly #hasher: CardHasher;
  #opened: Opened = ok(undefined);
  #version: number | undefined;
  #lastLook: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  private constructor(dataDirectory: string, keys: HotlistKeys) {
    this.#folder = hotlistFolderOf(dataDirectory);
    this.#keys = keys;
    this.#hasher = new CardHasher(keys);
  }

  /** Nothing keeps a terminal from starting: a list that cannot be read is told at each question. */
  static async open(dataDirectory: string, keys: HotlistKeys): Promise<HotlistStore> {
    const store = new HotlistStore(dataDirectory, keys);
    await store.look();
    store.#timer = setInterval(() => void store.look(), LOOK_EVERY_MS);
    store.#timer.unref();
    return store;
  }

  async check(card: HotlistCard): Promise<Result<HotlistAnswer | undefined, HotlistFault>> {
    if (!this.#opened.ok) return this.#opened;
    const list = this.#opened.value;
    if (list === undefined) return ok(undefined);
    const { version } = list.header;
    const pan = card.pan.reveal();
    // No list names such a number.
    if (pan.length > PAN_LENGTH_MAX) return ok({ listed: false, version });
    const entry = this.#hasher.ofPan(pan);
    if (!list.mayHave(entry)) return ok({ listed: false, version });
    const listed = await list.has(entry, this.#hasher.matcherOf(card));
    return listed.ok ? ok({ listed: listed.value, version }) : listed;
  }

  async status(): Promise<Result<HotlistStatus | undefined, HotlistFault>> {
    if (!this.#opened.ok) return this.#opened;
    const header = this.#opened.value?.header;
    if (header === undefined) return ok(undefined);
    const { version, entryCount: entries, installedAtEpochMs } = header;
    return ok({ version, entries, installedAtEpochMs });
  }

  /** Takes over the newest list that lies there. */
  look(): Promise<void> {
    const looked = this.#lastLook.then(() => this.#look());
    this.#lastLook = looked.catch(() => undefined);
    return looked;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#lastLook;
    if (this.#opened.ok) await this.#opened.value?.close();
    this.#opened = ok(undefined);
  }

  async #look(): Promise<void> {
    let newest: number | undefined;
    try {
      [newest] = await listVersions(this.#folder);
    } catch (error) {
      await this.#replace(err({ kind: "unreadable", detail: (error as NodeJS.ErrnoException).code ?? "" }));
      return;
    }
    // A list that could not be read is tried again: it may have been mended under its name.
    if (newest === this.#version && this.#opened.ok) return;
    this.#version = newest;
    await this.#replace(newest === undefined ? ok(undefined) : await this.#openList(newest));
  }

  async #openList(version: number): Promise<Opened> {
    const list = await ListFile.open(listPathOf(this.#folder, version), this.#keys);
    if (!list.ok || list.value.header.version === version) return list;
    await list.value.close();
    return err({ kind: "damaged", detail: "an older list under a newer name" });
  }

  async #replace(opened: Opened): Promise<void> {
    const before = this.#opened;
    this.#opened = opened;
    if (before.ok) await before.value?.close();
  }
}
