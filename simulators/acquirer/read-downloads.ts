import { readFile } from "node:fs/promises";
import { z } from "zod";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Downloads } from "./downloads.ts";

const hex = z.string().regex(/^([0-9A-Fa-f]{2})+$/, "bytes in hexadecimal");
const ITEM_COUNT_MAX = 99;
const HOTLIST_COUNT_MAX = 999;

/** DE62 holds 512 bytes: a flag and one content, or a flag and eight names with what is listed of them. */
const CONTENT_DIGITS_MAX = 1022;
const LISTED_DIGITS_MAX = 126;

const item = z
  .strictObject({ name: hex, listed: hex.optional(), content: hex.max(CONTENT_DIGITS_MAX) })
  .refine(
    ({ name, listed = "" }) => name.length + listed.length <= LISTED_DIGITS_MAX,
    "eight of them do not fit a page",
  );

const downloadsSchema = z.strictObject({
  parameters: z.string().max(511).optional(),
  caKeys: z.array(item).max(ITEM_COUNT_MAX).optional(),
  aids: z.array(item).max(ITEM_COUNT_MAX).optional(),
  hotlist: z
    .array(z.string().regex(/^\d{13,19}$/, "a card number has 13 to 19 digits"))
    .max(HOTLIST_COUNT_MAX)
    .optional(),
  hotlistWidth: z.int().min(13).max(19).optional(),
});

export type ReadDownloadsFault = { readonly kind: "badDownloads"; readonly detail: string };

/** Reads what terminals may download from a JSON file; nothing without a file (docs/simulated-host.md). */
export async function readDownloads(
  file: string | undefined,
): Promise<Result<Downloads, ReadDownloadsFault>> {
  if (file === undefined) return ok({});
  try {
    const parsed = downloadsSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (parsed.success) return ok(withoutUndefined(parsed.data));
    const [issue] = parsed.error.issues;
    return err({ kind: "badDownloads", detail: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` });
  } catch (error) {
    return err({ kind: "badDownloads", detail: error instanceof Error ? error.message : "" });
  }
}

/** Only what is there, as the type of the host wants it. */
function withoutUndefined(data: z.infer<typeof downloadsSchema>): Downloads {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}
