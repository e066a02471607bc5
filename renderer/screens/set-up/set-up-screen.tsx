import { IconTool } from "@tabler/icons-react";
import { Stage } from "../../components/stage.tsx";

/** A terminal that nobody has set up yet cannot sell; it says what is missing. */
export function SetUpScreen({ sentence }: { readonly sentence: string }) {
  return (
    <Stage
      tone="quiet"
      label={sentence}
      mark={<IconTool size={88} stroke={1.5} className="mark mark-quiet" aria-hidden />}
    >
      <h1 className="stage-sentence-large">{sentence}</h1>
    </Stage>
  );
}
