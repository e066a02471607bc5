import { assertNever } from "../assert.ts";
import type { ShiftEvent, TillEvent } from "../event.ts";
import type { TillState } from "./state.ts";

export function stepTill(till: TillState, event: TillEvent | ShiftEvent): TillState {
  switch (event.type) {
    case "terminalConfigured":
      return { ...till, config: event.config };
    case "operatorAdded": {
      const { name, role, credentialDigest } = event;
      return { ...till, operators: [...till.operators, { name, role, credentialDigest }] };
    }
    case "shiftOpened":
      return { ...till, currentShiftId: event.shiftId, nextShiftNumber: event.shiftNumber + 1 };
    case "shiftClosed": {
      const { currentShiftId: _closed, ...rest } = till;
      return { ...rest, nextZNumber: event.zNumber + 1 };
    }
    case "xReported":
      return { ...till, nextXNumber: event.xNumber + 1 };
    default:
      return assertNever(event);
  }
}
