import { installHotlistFile } from "../../../../main/config/hotlist/install-hotlist-file.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { deriveHotlistKeys } from "../../../../main/system/hotlist/hotlist-keys.ts";

/** Installs a list and stops for ever in a step, behind so many entries, to be killed there. */
const [file = "", dataDirectory = "", inStep = "", behind = "0"] = process.argv.slice(2);

await installHotlistFile(file, {
  dataDirectory,
  keys: deriveHotlistKeys(new Sensitive(new Uint8Array(32).fill(7))),
  nowEpochMs: () => Date.now(),
  lock: () => ({ release: () => undefined }),
  onProgress: ({ step, done }) => {
    if (step !== inStep || done < Number(behind)) return;
    process.stdout.write("here\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
});
