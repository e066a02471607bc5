import {
  IconBuildingBank,
  IconCashRegister,
  IconCloudCheck,
  IconCloudOff,
  IconCloudQuestion,
  IconCreditCard,
  IconNumbers,
  IconPrinter,
  IconScan,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { BankView, DeviceView } from "../../main/ipc/contract.ts";
import { useTill } from "../till/till-context.tsx";
import { keepFocus } from "./button.tsx";
import { Money } from "./money.tsx";
import { ProgressLine } from "./progress.tsx";

/** The line to the bank and the devices, always at the same place: nothing moves when one of them fails. */
export function StatusBand({ onOpen }: { readonly onOpen: () => void }) {
  const { view, t } = useTill();
  const { bank, devices, progress } = view;
  return (
    <section className={`band band-${bank.state}`} aria-label={t("top.devices")}>
      {progress === undefined ? (
        <button
          type="button"
          className="band-bank"
          onMouseDown={keepFocus}
          onClick={onOpen}
          title={bank.sentence}
        >
          <BankIcon state={bank.state} />
          <BankWords bank={bank} />
        </button>
      ) : (
        <ProgressLine progress={progress} />
      )}
      <button type="button" className="band-devices" onMouseDown={keepFocus} onClick={onOpen}>
        <span className="heard">{deviceNames(devices, t)}</span>
        {devices
          .filter(({ device }) => device !== "host")
          .map((device) => (
            <DeviceMark key={device.device} view={device} />
          ))}
      </button>
    </section>
  );
}

type Say = ReturnType<typeof useTill>["t"];

function deviceNames(devices: readonly DeviceView[], t: Say): string {
  const names = devices.map(({ device, state }) => `${t(`device.${device}`)}: ${t(`device.state.${state}`)}`);
  return [t("top.devices"), ...names].join(", ");
}

function BankIcon({ state }: { readonly state: BankView["state"] }) {
  switch (state) {
    case "online":
      return <IconCloudCheck size={22} aria-hidden />;
    case "offline":
      return <IconCloudOff size={22} aria-hidden />;
    case "notSignedIn":
      return <IconCloudQuestion size={22} aria-hidden />;
    case "notConfigured":
      return <IconBuildingBank size={22} aria-hidden />;
  }
}

function BankWords({ bank }: { readonly bank: BankView }) {
  const { t } = useTill();
  const since = bank.offlineSince?.slice(-5) ?? "";
  const isAtRisk = bank.unsentCount > 0;
  const isEnduring = bank.state === "offline" && bank.readyHours !== undefined;
  return (
    <span className="band-words">
      <strong>
        {t(`band.${bank.state}`)} {since}
      </strong>
      {bank.settling ? <span>{t("band.settling", { batch: bank.batchNumber })}</span> : null}
      {isAtRisk ? (
        <span className="band-risk">
          {t("band.unsent", { count: bank.unsentCount })} · <Money fen={bank.atRiskFen} /> {t("band.atRisk")}
        </span>
      ) : null}
      {bank.reversalsDue > 0 ? <span>{t("band.reversals", { count: bank.reversalsDue })}</span> : null}
      {bank.needsPerson > 0 ? <span>{t("band.needsPerson", { count: bank.needsPerson })}</span> : null}
      {isEnduring ? (
        <span className="band-ready">{t("band.ready", { hours: bank.readyHours ?? 0 })}</span>
      ) : null}
    </span>
  );
}

function DeviceMark({ view }: { readonly view: DeviceView }) {
  const { t } = useTill();
  return (
    <span className={`device-mark device-${view.state}`} title={view.sentence} aria-hidden="true">
      {deviceIcon(view.device, 20)}
      <span className="device-dot" aria-hidden="true" />
      {view.state === "ok" || view.state === "unknown" ? null : (
        <span className="device-word">{t(`device.${view.device}`)}</span>
      )}
    </span>
  );
}

export function deviceIcon(device: DeviceView["device"], size: number): ReactNode {
  switch (device) {
    case "cardReader":
      return <IconCreditCard size={size} aria-hidden />;
    case "pinPad":
      return <IconNumbers size={size} aria-hidden />;
    case "printer":
      return <IconPrinter size={size} aria-hidden />;
    case "cashDrawer":
      return <IconCashRegister size={size} aria-hidden />;
    case "host":
      return <IconBuildingBank size={size} aria-hidden />;
    case "scanner":
      return <IconScan size={size} aria-hidden />;
  }
}
