import {
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconHelpCircleFilled,
  IconInfoCircleFilled,
  IconLoader2,
} from "@tabler/icons-react";
import type { Tone } from "../../main/ipc/contract.ts";

/** A shape for each tone: colour is never alone. */
export function ToneMark({ tone, size }: { readonly tone: Tone; readonly size: number }) {
  const props = { size, "aria-hidden": true, className: `mark mark-${tone}` } as const;
  switch (tone) {
    case "good":
      return <IconCircleCheckFilled {...props} />;
    case "bad":
      return <IconCircleXFilled {...props} />;
    case "unknown":
      return <IconHelpCircleFilled {...props} />;
    case "waiting":
      return <IconLoader2 {...props} />;
    case "quiet":
      return <IconInfoCircleFilled {...props} />;
  }
}
