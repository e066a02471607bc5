import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { BankView } from "../../main/ipc/contract.ts";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Money } from "../components/money.tsx";
import { ProgressPanel } from "../components/progress.tsx";
import { deviceIcon } from "../components/status-band.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { useTill } from "../till/till-context.tsx";

/** Everything that is plugged in or dialled up: what it is, what is wrong, and what to do. */
export function DevicesDialog() {
  const { t, view } = useTill();
  const { close } = useDialogs();
  return (
    <Dialog title={t("top.devices")} onClose={close} size="medium">
      <section className="bank-panel">
        <p className="bank-sentence">{view.bank.sentence}</p>
        {view.progress === undefined ? <BankFigures /> : <ProgressPanel progress={view.progress} />}
        <PreflightPanel />
        <BankWork />
      </section>
      <ul className="devices">
        {view.devices.map(({ device, state, sentence }) => (
          <li key={device} className={`device device-${state}`}>
            <span className="device-mark">
              {deviceIcon(device, 28)}
              <span className="device-dot" aria-hidden="true" />
            </span>
            <span className="device-words">
              <strong>
                {t(`device.${device}`)} · {t(`device.state.${state}`)}
              </strong>
              <span>{sentence}</span>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function BankFigures() {
  const { t, view } = useTill();
  const { bank } = view;
  if (bank.state === "notConfigured") return null;
  return (
    <dl className="bank-figures figures">
      <div>
        <dt>{t("bank.batch", { number: bank.batchNumber })}</dt>
        <dd>{t("band.unsent", { count: bank.unsentCount })}</dd>
      </div>
      <div>
        <dt>{t("band.atRisk")}</dt>
        <dd>
          <Money fen={bank.atRiskFen} />
        </dd>
      </div>
      {bank.readyHours === undefined ? null : (
        <div>
          <dt>{t("band.offline")}</dt>
          <dd>{t("band.ready", { hours: bank.readyHours })}</dd>
        </div>
      )}
    </dl>
  );
}

/** Whether the till could go on without its bank, what ends it first, and what has to be claimed soon. */
function PreflightPanel() {
  const { t, view } = useTill();
  const { preflight, deadlines = [] } = view.bank;
  if (preflight === undefined) return null;
  const watched = preflight.items.filter(({ level }) => level !== "green");
  return (
    <section className={`preflight preflight-${preflight.level}`} aria-label={t("bank.preflight")}>
      <p className="preflight-verdict">
        <LevelMark level={preflight.level} /> {preflight.sentence}
      </p>
      <LevelList rows={watched} />
      {deadlines.length === 0 ? null : (
        <>
          <h3>{t("bank.deadlines")}</h3>
          <LevelList rows={deadlines} />
        </>
      )}
    </section>
  );
}

type Level = NonNullable<BankView["deadlines"]>[number]["level"];

function LevelList({ rows }: { readonly rows: readonly { level: Level; sentence: string }[] }) {
  if (rows.length === 0) return null;
  return (
    <ul className="level-list">
      {rows.map(({ level, sentence }) => (
        <li key={sentence} className={`level-${level}`}>
          <LevelMark level={level} /> {sentence}
        </li>
      ))}
    </ul>
  );
}

/** A shape besides the colour: not everybody sees the difference between red and green. */
function LevelMark({ level }: { readonly level: Level }) {
  switch (level) {
    case "green":
      return <IconCircleCheck size={20} aria-hidden />;
    case "amber":
      return <IconAlertTriangle size={20} aria-hidden />;
    case "red":
    case "overdue":
      return <IconAlertOctagon size={20} aria-hidden />;
  }
}

function BankWork() {
  const { t, can, send, view } = useTill();
  const { open } = useDialogs();
  return (
    <div className="dialog-actions">
      {can("recover") && view.bank.reversalsDue > 0 ? (
        <Button onPress={() => void send({ kind: "recover" })}>{t("bank.recover")}</Button>
      ) : null}
      {can("upload") && view.bank.unsentCount > 0 ? (
        <Button onPress={() => void send({ kind: "upload" })}>{t("bank.upload")}</Button>
      ) : null}
      {can("settle") ? <Button onPress={() => open({ kind: "settle" })}>{t("bank.settle")}</Button> : null}
    </div>
  );
}
