import { writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { assertDefined } from "../../../main/domain/assert.ts";
import type { PaperPiece } from "../../printer/paper-piece.ts";
import { renderPng } from "../../printer/render-png.ts";

/** Draws papers beside the day: one message is one picture, and each is answered when it is on disk. */

export type PictureRequest = { readonly file: string; readonly piece: PaperPiece };

const port = assertDefined(parentPort ?? undefined, "pictures are drawn in a thread of their own");

let drawing: Promise<void> = Promise.resolve();
port.on("message", ({ file, piece }: PictureRequest) => {
  drawing = drawing.then(async () => {
    writeFileSync(file, await renderPng(piece));
    port.postMessage(file);
  });
});
