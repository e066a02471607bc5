import type { ParameterPack } from "../domain/emv/parameter-pack/parameter-pack.ts";
import type { Result } from "../domain/result.ts";

/** One list of a download and what has come of it: names and contents as hexadecimal digits, in the host's order. */
export type StagedList = {
  readonly names: readonly string[];
  /** Whether the host has named all of them. */
  readonly isComplete: boolean;
  /** Of the first so many names. */
  readonly contents: readonly string[];
};

/** What has come of a download so far. */
export type StagedDownload = {
  /** Which host and terminal it is of: another one begins anew. */
  readonly source: string;
  readonly applications: StagedList;
  readonly caKeys: StagedList;
};

/** One thing that is wrong with a pack; `kind` and `parameters` as of a pack that comes as a file. */
export type PackFlaw = {
  readonly path: string;
  readonly kind: string;
  readonly parameters: Readonly<Record<string, string | number>>;
};

export type DownloadStoreFault =
  /** The operating system refuses; `code` is its own. */
  | { readonly kind: "storageFailed"; readonly code: string }
  /** A pack with a signature is installed, and what comes without one does not take its place. */
  | { readonly kind: "signedPackInForce" }
  | { readonly kind: "packRefused"; readonly flaws: readonly PackFlaw[] };

/** Where parameters that the host sends are kept. What is kept is there whole or not at all, also after a power cut. */
export interface DownloadStore {
  /** Whether a downloaded pack may come into force now, and the version of the one before. `today` is YYYYMMDD. */
  mayInstall(
    today: string,
  ): Promise<Result<{ readonly downloadedVersion: number | undefined }, DownloadStoreFault>>;
  /** What came before an interruption; undefined where there is nothing to go on with. */
  staged(): Promise<Result<StagedDownload | undefined, DownloadStoreFault>>;
  keep(staged: StagedDownload): Promise<Result<undefined, DownloadStoreFault>>;
  forget(): Promise<Result<undefined, DownloadStoreFault>>;
  /** Checks the whole pack and puts it in force from the next start on; the one before stays where it is refused. */
  install(pack: ParameterPack, today: string): Promise<Result<undefined, DownloadStoreFault>>;
}
