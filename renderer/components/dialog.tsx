import { Modal } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useContext, useEffect } from "react";
import { useTill } from "../till/till-context.tsx";
import { KeyDepth, useKeys } from "../till/use-keys.ts";
import { Button } from "./button.tsx";
import { Key } from "./key.tsx";

type Props = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: "small" | "medium" | "large" | "full";
  /** Something inside takes the focus; otherwise the window itself has it, so that Enter is nobody's but the keys'. */
  readonly hasOwnFocus?: boolean;
};

/** A window above the screen: it has the focus and the keys until it is closed, and Esc closes it. */
export function Dialog({ title, onClose, children, size = "small", hasOwnFocus = false }: Props) {
  const depth = useContext(KeyDepth) + 1;
  const { t } = useTill();
  return (
    <Modal.Root
      opened
      onClose={onClose}
      closeOnEscape={false}
      closeOnClickOutside={false}
      centered
      size="auto"
      padding={0}
      transitionProps={{ duration: 0 }}
      zIndex={200 + depth}
      lockScroll={false}
      classNames={{ content: `dialog dialog-${size}` }}
    >
      <Modal.Overlay className="dialog-overlay" backgroundOpacity={0.45} />
      <Modal.Content>
        <KeyDepth value={depth}>
          <Layer depth={depth} onClose={onClose} />
          <header className="dialog-head">
            <Modal.Title className="dialog-title">{title}</Modal.Title>
            <Button
              kind="ghost"
              label={t("button.close")}
              onPress={onClose}
              icon={<IconX size={24} aria-hidden />}
            >
              <Key name={t("key.escape")} />
            </Button>
          </header>
          <div className="dialog-body" {...(hasOwnFocus ? {} : { "data-autofocus": true, tabIndex: -1 })}>
            {children}
          </div>
        </KeyDepth>
      </Modal.Content>
    </Modal.Root>
  );
}

function Layer({ depth, onClose }: { readonly depth: number; readonly onClose: () => void }) {
  const { keys } = useTill();
  useEffect(() => keys.cover(depth), [keys, depth]);
  useKeys(["Escape"], () => {
    onClose();
    return true;
  });
  return null;
}

type ConfirmProps = {
  readonly question: string;
  readonly text: string;
  readonly confirm: string;
  readonly keep?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Asks before something that cannot be taken back. The hand lies on the harmless button. */
export function Confirm({ question, text, confirm, keep, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTill();
  return (
    <Dialog title={question} onClose={onClose} hasOwnFocus>
      <p className="dialog-text">{text}</p>
      <div className="dialog-actions">
        <Button size="large" autoFocus onPress={onClose}>
          {keep ?? t("button.back")}
        </Button>
        <Button
          size="large"
          kind="danger"
          onPress={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
