import type { ScreenView } from "../../main/ipc/contract.ts";
import { BankScreen } from "./bank/bank-screen.tsx";
import { CardScreen } from "./card/card-screen.tsx";
import { CardFailedScreen } from "./card-failed/card-failed-screen.tsx";
import { CardServiceScreen } from "./card-service/card-service-screen.tsx";
import { DoneScreen } from "./done/done-screen.tsx";
import { LockedScreen } from "./locked/locked-screen.tsx";
import { SellingScreen } from "./selling/selling-screen.tsx";
import { SetUpScreen } from "./set-up/set-up-screen.tsx";
import { ShiftClosedScreen } from "./shift-closed/shift-closed-screen.tsx";
import { SignatureScreen } from "./signature/signature-screen.tsx";
import { TenderScreen } from "./tender/tender-screen.tsx";

/** One screen a state; which one is the terminal's decision. */
export function CurrentScreen({ screen }: { readonly screen: ScreenView }) {
  switch (screen.screen) {
    case "setUp":
      return <SetUpScreen sentence={screen.sentence} />;
    case "locked":
      return <LockedScreen screen={screen} />;
    case "shiftClosed":
      return <ShiftClosedScreen />;
    case "selling":
      return <SellingScreen />;
    case "tender":
      return <TenderScreen screen={screen} />;
    case "card":
      return <CardScreen screen={screen} />;
    case "cardFailed":
      return <CardFailedScreen screen={screen} />;
    case "cardService":
      return <CardServiceScreen screen={screen} />;
    case "signature":
      return <SignatureScreen screen={screen} />;
    case "done":
      return <DoneScreen screen={screen} />;
    case "bank":
      return <BankScreen screen={screen} />;
  }
}
