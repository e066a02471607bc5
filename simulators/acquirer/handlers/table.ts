import type { Handler } from "../desk.ts";
import { balance } from "./balance.ts";
import { batchChip } from "./batch-chip.ts";
import { batchEnd } from "./batch-end.ts";
import { batchList } from "./batch-list.ts";
import { batchNotice } from "./batch-notice.ts";
import { completion, completionAdvice, completionVoid } from "./completion.ts";
import { DOWNLOADS } from "./download.ts";
import { echo } from "./echo.ts";
import { load } from "./load.ts";
import { loadVoid } from "./load-void.ts";
import { adjustment, offlineSale } from "./offline-sale.ts";
import { preAuth, preAuthVoid } from "./pre-authorisation.ts";
import { refund } from "./refund.ts";
import { reversal } from "./reversal.ts";
import { sale } from "./sale.ts";
import { scriptNotice } from "./script-notice.ts";
import { settlement } from "./settlement.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";
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
  load,
  loadVoid,
  refund,
  balance,
  preAuth,
  preAuthVoid,
  completion,
  completionAdvice,
  completionVoid,
  offlineSale,
  adjustment,
  signOut,
  scriptNotice,
  settlement,
  batchList,
  batchChip,
  batchNotice,
  batchEnd,
  ...DOWNLOADS,
];
