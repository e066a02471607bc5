import type { AcquirerConfig } from "../config.ts";
import type { Dialect } from "./dialect.ts";
import { ISO8583_1987 } from "./iso8583-1987-dialect.ts";
import { UNIONPAY } from "./unionpay-dialect.ts";

export const DIALECTS: Readonly<Record<AcquirerConfig["dialect"], Dialect>> = {
  unionpay: UNIONPAY,
  "iso8583-1987": ISO8583_1987,
};
