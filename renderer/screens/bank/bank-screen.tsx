import { IconBuildingBank } from "@tabler/icons-react";
import type { ScreenView } from "../../../main/ipc/contract.ts";
import { ProgressPanel } from "../../components/progress.tsx";
import { Ring } from "../../components/ring.tsx";
import { Stage } from "../../components/stage.tsx";
import { useTill } from "../../till/till-context.tsx";

/** The bank is being told, and the till waits for it. */
export function BankScreen({ screen }: { readonly screen: Extract<ScreenView, { screen: "bank" }> }) {
  const { view } = useTill();
  return (
    <Stage
      tone="waiting"
      label={screen.sentence}
      mark={
        <Ring>
          <IconBuildingBank size={52} stroke={1.5} aria-hidden />
        </Ring>
      }
    >
      <h1 className="stage-sentence-large">{screen.sentence}</h1>
      {view.progress === undefined ? null : <ProgressPanel progress={view.progress} hasSentence={false} />}
    </Stage>
  );
}
