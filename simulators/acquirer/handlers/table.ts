import type { Handler } from "../desk.ts";
import { echo } from "./echo.ts";
import { reversal } from "./reversal.ts";
import { sale } from "./sale.ts";
import { signIn } from "./sign-in.ts";
import { voidSale } from "./void.ts";

/** Everything this host can do. Whatever matches none of them is answered with 40. */
export const HANDLERS: readonly Handler[] = [signIn, echo, sale, voidSale, reversal];
