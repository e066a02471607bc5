import { useEffect, useState } from "react";
import type { ItemRow } from "../../main/ipc/contract.ts";
import { Dialog } from "../components/dialog.tsx";
import { ItemFinder } from "../components/item-finder.tsx";
import { Money } from "../components/money.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { itemNames } from "../till/item-name.ts";
import { useScanTarget } from "../till/scan-target.ts";
import { useTill } from "../till/till-context.tsx";

/** What something costs, without selling it. A scan in this window asks too. */
export function PriceCheckDialog() {
  const { t, bridge, tell, view } = useTill();
  const { close } = useDialogs();
  const [item, setItem] = useState<ItemRow | undefined>(undefined);
  const look = async (code: string) => {
    const { rows } = await bridge
      .query({ kind: "items", text: code, offset: 0, limit: 1 })
      .catch(() => ({ rows: [] }));
    const found = rows.find((row) => row.code === code);
    setItem(found);
    if (found === undefined)
      tell({ tone: "quiet", sentence: t("search.none", { text: code }), sound: "unknownScan" });
  };
  const setTarget = useScanTarget();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the window takes scans for as long as it is open.
  useEffect(() => setTarget((code) => void look(code)), [setTarget]);
  const [name, otherName] = item === undefined ? ["", ""] : itemNames(item, view.language);
  return (
    <Dialog title={t("price.title")} onClose={close} size="medium" hasOwnFocus>
      <div className="price" aria-live="polite">
        {item === undefined ? (
          <p className="quiet">{t("price.hint")}</p>
        ) : (
          <>
            <span className="line-names">
              <span className="line-name">{name}</span>
              <span className="line-other">
                {item.code} {otherName}
              </span>
            </span>
            <span className="price-sum">
              <Money fen={item.priceFen} size="large" />
              {item.unit === "kilogram" ? <span className="line-unit">{t("basket.perKilogram")}</span> : null}
            </span>
          </>
        )}
      </div>
      <ItemFinder isFocused onPick={setItem} onUnknown={(code) => void look(code)} />
    </Dialog>
  );
}
