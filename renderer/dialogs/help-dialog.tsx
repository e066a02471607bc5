import { Dialog } from "../components/dialog.tsx";
import type { TextKey } from "../text/en.ts";
import { useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";

const KEYS: readonly (readonly [key: string, text: TextKey])[] = [
  ["F1", "help.keys.F1"],
  ["F2", "help.keys.F2"],
  ["F3", "help.keys.F3"],
  ["F4", "help.keys.F4"],
  ["F5", "help.keys.F5"],
  ["F7", "help.keys.F7"],
  ["F8", "help.keys.F8"],
  ["F9", "help.keys.F9"],
  ["F10", "help.keys.F10"],
  ["F12", "help.keys.F12"],
  ["Enter", "help.keys.enter"],
  ["Esc", "help.keys.escape"],
  ["Del", "help.keys.delete"],
  ["+  -", "help.keys.plusMinus"],
  ["↑  ↓", "help.keys.arrows"],
  ["Alt+M", "help.keys.altM"],
  ["Alt+J", "help.keys.altJ"],
  ["Alt+L", "help.keys.altL"],
];

export function HelpDialog() {
  const { t } = useTill();
  const { close } = useDialogs();
  return (
    <Dialog title={t("help.title")} onClose={close} size="medium">
      <dl className="help">
        {KEYS.map(([key, text]) => (
          <div key={key} className="help-row">
            <dt>
              <kbd className="key">{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <p className="dialog-text">{t("help.scan")}</p>
    </Dialog>
  );
}
