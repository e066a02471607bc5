import type { HostAnswer } from "./exchange.ts";
import type { JournaledAnswer } from "./state.ts";

/** What of an answer the slip and later messages need. */
export function journaledAnswer(answer: HostAnswer): JournaledAnswer {
  const { responseCode, rrn, approvalCode, hostDate, hostTime, settlementDate, additionalResponse } = answer;
  return {
    responseCode,
    ...(rrn === undefined ? {} : { rrn }),
    ...(approvalCode === undefined ? {} : { approvalCode }),
    ...(hostDate === undefined ? {} : { hostDate }),
    ...(hostTime === undefined ? {} : { hostTime }),
    ...(settlementDate === undefined ? {} : { settlementDate }),
    ...(additionalResponse === undefined ? {} : { additionalResponse }),
  };
}
