import {
  IconBuildingBank,
  IconCreditCardPay,
  IconHelp,
  IconListSearch,
  IconLock,
  IconReportAnalytics,
  IconReportMoney,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Button } from "../components/button.tsx";
import { Dialog } from "../components/dialog.tsx";
import { useDialogs } from "../till/dialogs.ts";
import { type Preferences, setPreferences, usePreferences } from "../till/preferences.ts";
import { play } from "../till/sounds.ts";
import { useTill } from "../till/till-context.tsx";

/** What is needed a few times a day. The figures before the entries are their keys. */
export function MenuDialog() {
  const { t, can, send, view } = useTill();
  const { open, close } = useDialogs();
  const icon = { size: 24, "aria-hidden": true } as const;
  const isIn = view.operator !== undefined;
  const entries: readonly { icon: ReactNode; text: string; isThere: boolean; run: () => void }[] = [
    {
      icon: <IconListSearch {...icon} />,
      text: t("menu.journal"),
      isThere: isIn,
      run: () => open({ kind: "journal" }),
    },
    {
      icon: <IconBuildingBank {...icon} />,
      text: t("menu.devices"),
      isThere: true,
      run: () => open({ kind: "devices" }),
    },
    {
      icon: <IconReportAnalytics {...icon} />,
      text: t("menu.reportX"),
      isThere: can("reportX"),
      run: () => {
        close();
        void send({ kind: "reportX" });
      },
    },
    {
      icon: <IconReportMoney {...icon} />,
      text: t("menu.closeShift"),
      isThere: can("closeShift"),
      run: () => open({ kind: "closeShift" }),
    },
    {
      icon: <IconCreditCardPay {...icon} />,
      text: t("menu.cardService"),
      isThere: can("startLoad") || can("readCard"),
      run: () => open({ kind: "cardService" }),
    },
    { icon: <IconHelp {...icon} />, text: t("menu.help"), isThere: true, run: () => open({ kind: "help" }) },
    {
      icon: <IconLock {...icon} />,
      text: t("menu.lock"),
      isThere: can("lock"),
      run: () => {
        close();
        void send({ kind: "lock" });
      },
    },
  ];
  const there = entries.filter(({ isThere }) => isThere);
  return (
    <Dialog title={t("menu.title")} onClose={close}>
      <ul className="menu">
        {there.map(({ icon: mark, text, run }, index) => (
          <li key={text}>
            <Button icon={mark} hotkey={`${index + 1}`} onPress={run}>
              {text}
            </Button>
          </li>
        ))}
      </ul>
      <Likes />
    </Dialog>
  );
}

function Likes() {
  const { t, view, send } = useTill();
  const { theme, isMuted } = usePreferences();
  const themes: readonly Preferences["theme"][] = ["auto", "light", "dark"];
  const setMuted = (next: boolean) => {
    setPreferences({ isMuted: next });
    play("scan");
  };
  return (
    <div className="likes">
      <Choices legend={t("menu.theme")}>
        {themes.map((one) => (
          <Button key={one} isPressed={theme === one} onPress={() => setPreferences({ theme: one })}>
            {t(`menu.theme.${one}`)}
          </Button>
        ))}
      </Choices>
      <Choices legend={t("menu.language")}>
        {(["zh-CN", "en"] as const).map((language) => (
          <Button
            key={language}
            isPressed={view.language === language}
            onPress={() => void send({ kind: "setLanguage", language })}
          >
            {language === "zh-CN" ? "中文" : "English"}
          </Button>
        ))}
      </Choices>
      <Choices legend={t("menu.sound")}>
        <Button isPressed={!isMuted} onPress={() => setMuted(false)}>
          {t("menu.sound.on")}
        </Button>
        <Button isPressed={isMuted} onPress={() => setMuted(true)}>
          {t("menu.sound.off")}
        </Button>
      </Choices>
    </div>
  );
}

type ChoicesProps = {
  readonly legend: string;
  /** The legend is only for those who cannot see what stands around it. */
  readonly isQuiet?: boolean;
  readonly children: ReactNode;
};

export function Choices({ legend, isQuiet = false, children }: ChoicesProps) {
  return (
    <fieldset className="choose" aria-label={legend}>
      {isQuiet ? null : <legend>{legend}</legend>}
      <div className="choose-row">{children}</div>
    </fieldset>
  );
}
