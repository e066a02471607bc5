import { IconReceipt, IconX } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { NoticeView } from "../../main/ipc/contract.ts";
import { useDialogs } from "../till/dialogs.ts";
import { play } from "../till/sounds.ts";
import { useTill } from "../till/till-context.tsx";
import { Button } from "./button.tsx";
import { ToneMark } from "./tone-mark.tsx";

/** More than this cover the basket; the others come up when these are read. */
const SHOWN_MAX = 3;

/**
 * What the terminal and this page have to say, beside the basket and never above money keys. While a window is open only
 * what the page says about it is shown; the rest waits below.
 */
export function Notices({ onPaper }: { readonly onPaper: (documentId: string) => void }) {
  const { view, said, t, send, forget } = useTill();
  useNoticeSounds(view.notices);
  const own = said.map((notice) => ({ notice, read: () => forget(notice.noticeId) }));
  const { current } = useDialogs();
  const theirs = (current === undefined ? view.notices : []).map((notice) => ({
    notice,
    read: () => void send({ kind: "dismiss", noticeId: notice.noticeId }),
  }));
  const all = [...own.toReversed(), ...theirs.toReversed()];
  const hiddenCount = Math.max(0, all.length - SHOWN_MAX);
  return (
    <div
      className={`notices ${current === undefined ? "" : "notices-above"}`}
      aria-live="polite"
      role="status"
    >
      {all.slice(0, SHOWN_MAX).map(({ notice, read }) => (
        <Notice key={notice.noticeId} notice={notice} onRead={read} onPaper={onPaper} />
      ))}
      {hiddenCount > 0 ? <p className="notices-more">{t("notice.more", { count: hiddenCount })}</p> : null}
    </div>
  );
}

type Props = {
  readonly notice: NoticeView;
  readonly onRead: () => void;
  readonly onPaper: (documentId: string) => void;
};

function Notice({ notice, onRead, onPaper }: Props) {
  const { t } = useTill();
  const { documentId } = notice;
  return (
    <div className={`notice notice-${notice.tone}`}>
      <ToneMark tone={notice.tone} size={28} />
      <p className="notice-sentence">{notice.sentence}</p>
      {documentId === undefined ? null : (
        <Button icon={<IconReceipt size={20} aria-hidden />} onPress={() => onPaper(documentId)}>
          {t("button.showPaper")}
        </Button>
      )}
      <Button
        kind="ghost"
        label={t("button.dismiss")}
        icon={<IconX size={22} aria-hidden />}
        onPress={onRead}
      >
        {""}
      </Button>
    </div>
  );
}

/** Each notice sounds once, and those that were there when the page was opened not at all. */
function useNoticeSounds(notices: readonly NoticeView[]): void {
  const heard = useRef<ReadonlySet<string> | undefined>(undefined);
  useEffect(() => {
    const before = heard.current;
    heard.current = new Set(notices.map(({ noticeId }) => noticeId));
    if (before === undefined) return;
    for (const { noticeId, sound } of notices) if (!before.has(noticeId) && sound !== undefined) play(sound);
  }, [notices]);
}
