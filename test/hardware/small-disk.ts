import { spawnSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, a few MiB large, that can be filled to the last page. */
export class SmallDisk {
  readonly path: string;
  readonly #filler: string;

  private constructor(path: string) {
    this.path = path;
    this.#filler = join(path, "filler");
  }

  /** Runs `use` on a mounted tmpfs and takes it away whatever happens. Needs the right to mount. */
  static async with<T>(sizeMib: number, use: (disk: SmallDisk) => Promise<T>): Promise<T> {
    const path = mkdtempSync(join(tmpdir(), "jinka-disk-"));
    const options = `size=${sizeMib}m,mode=700`;
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "jinka-test", path], {
      encoding: "utf8",
    });
    if (mounted.status !== 0) {
      rmSync(path, { recursive: true, force: true });
      throw new Error(`mount: ${mounted.stderr}`);
    }
    try {
      return await use(new SmallDisk(path));
    } finally {
      // Lazily: a thread that is still ending may hold a file for a moment.
      spawnSync("umount", ["-l", path]);
      rmSync(path, { recursive: true, force: true });
    }
  }

  /** Takes all space but that many pages of 4 KiB. */
  fill(pagesLeft = 0): void {
    this.free();
    const file = openSync(this.#filler, "w");
    const page = Buffer.alloc(4096, 1);
    let pages = 0;
    try {
      // Ends because the disk does.
      for (;;) {
        writeSync(file, page);
        pages += 1;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      fsyncSync(file);
      closeSync(file);
    }
    truncateSync(this.#filler, Math.max(0, pages - pagesLeft) * 4096);
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  /** Nobody may write any more, not even root. Nothing on it may be open for writing at that moment. */
  setReadOnly(isReadOnly: boolean): void {
    const option = isReadOnly ? "remount,ro" : "remount,rw";
    const done = spawnSync("mount", ["-o", option, this.path], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`mount -o ${option}: ${done.stderr}`);
  }
}

/** Why no small disk can be had here, in a sentence; undefined where it can. */
export function whyNoSmallDisk(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), "jinka-disk-"));
  try {
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "jinka-test", path]);
    if (mounted.status !== 0) return "A full disk is not tested here: mounting a file system needs root.";
    spawnSync("umount", [path]);
    return undefined;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
