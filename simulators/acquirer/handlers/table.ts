import type { Handler } from "../desk.ts";
import { batchChip } from "./batch-chip.ts";
import { batchEnd } from "./batch-end.ts";
import { batchList } from "./batch-list.ts";
import { echo } from "./echo.ts";
import { reversal } from "./reversal.ts";
import { sale } from "./sale.ts";
import { settlement } from "./settlement.ts";
import { signIn } from "./sign-in.ts";
import { upload } from "./upload.ts";
import { voidSale } from "./void.ts";

/** Everything this host can do. Whatever matches none of them is answered with 40. */
export const HANDLERS: readonly Handler[] = [
  signIn,
  echo,
  sale,
  voidSale,
  reversal,
  upload,
  settlement,
  batchList,
  batchChip,
  batchEnd,
];
