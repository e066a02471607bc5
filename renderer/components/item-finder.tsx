import { IconSearch, IconX } from "@tabler/icons-react";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import type { ItemRow } from "../../main/ipc/contract.ts";
import { useTill } from "../till/till-context.tsx";
import { type ItemSearch, useItemSearch } from "../till/use-item-search.ts";
import { useKeys } from "../till/use-keys.ts";
import { Button } from "./button.tsx";
import { Key } from "./key.tsx";
import { Results } from "./results.tsx";

/** Longer texts find nothing that shorter ones do not; the terminal refuses more than 200. */
const TEXT_MAX = 100;

type Props = {
  readonly onPick: (item: ItemRow) => void;
  /** Enter on something that is not among the goods, such as a label of a scale that somebody types. */
  readonly onUnknown: (text: string) => void;
  readonly hotkey?: string;
  readonly isFocused?: boolean;
};

/** A field for code, name, pinyin or initials, with what it finds below it. */
export function ItemFinder({ onPick, onUnknown, hotkey, isFocused = false }: Props) {
  const { t } = useTill();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const search = useItemSearch(text.trim());
  const change = (next: string) => {
    const kept = next.slice(0, TEXT_MAX);
    search.expect(kept.trim());
    setText(kept);
    setActive(0);
  };
  const take = (item: ItemRow) => {
    change("");
    onPick(item);
  };
  const enter = useEnter(search, text.trim(), active, take, (unknown) => {
    change("");
    onUnknown(unknown);
  });
  useFinderKeys({ field, text, change, setActive, enter, search, hotkey });
  useEffect(() => {
    // A field that has the focus calls up the keyboard of a touch screen, over half of the goods.
    if (isFocused && !matchMedia("(pointer: coarse)").matches) field.current?.focus();
  }, [isFocused]);
  return (
    <section className="finder" data-searching={text !== ""} aria-label={t("search.label")}>
      <div className="finder-field">
        <IconSearch size={24} aria-hidden />
        <input
          ref={field}
          role="combobox"
          aria-label={t("search.label")}
          aria-expanded={search.totalCount > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={text === "" || search.totalCount === 0 ? undefined : `${listId}-${active}`}
          placeholder={t("search.placeholder")}
          autoComplete="off"
          spellCheck={false}
          maxLength={TEXT_MAX}
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
        />
        {text === "" ? (
          <FieldKey hotkey={hotkey} />
        ) : (
          <Button
            kind="ghost"
            label={t("search.clear")}
            icon={<IconX size={22} aria-hidden />}
            onPress={() => change("")}
          >
            {""}
          </Button>
        )}
      </div>
      <FinderState search={search} text={text.trim()} />
      <Results id={listId} search={search} active={text === "" ? -1 : active} onPick={take} />
    </section>
  );
}

/** Made once: making one takes longer than drawing the rows. */
const COUNT = new Intl.NumberFormat("en-US");

function FinderState({ search, text }: { readonly search: ItemSearch; readonly text: string }) {
  const { t } = useTill();
  const { totalCount, isMore, hasFailed } = search;
  if (hasFailed) return <p className="finder-state">{t("search.failed")}</p>;
  if (totalCount === 0 && text !== "" && search.text === text) {
    return (
      <p className="finder-state finder-none" role="status">
        <strong>{t("search.none", { text })}</strong>
        <span>{t("search.noneHint")}</span>
      </p>
    );
  }
  const count = COUNT.format(totalCount);
  return (
    <p className="finder-state" role="status">
      {text === "" ? `${t("search.all")} · ` : ""}
      {t(isMore ? "search.countMore" : "search.count", { count })}
    </p>
  );
}

/** Enter takes the marked row of what was typed; when the rows are still on their way, as soon as they are there. */
function useEnter(
  search: ItemSearch,
  text: string,
  active: number,
  take: (item: ItemRow) => void,
  unknown: (text: string) => void,
): () => boolean {
  const waiting = useRef<string | undefined>(undefined);
  const decide = () => {
    waiting.current = undefined;
    const item = search.row(active);
    if (item !== undefined) take(item);
    else if (search.totalCount === 0 && !search.hasFailed) unknown(text);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows of another text are the only reason to decide.
  useEffect(() => {
    if (waiting.current !== undefined && waiting.current === text && search.text === text) decide();
  }, [search.text, text]);
  return () => {
    if (text === "") return false;
    if (search.text === text) decide();
    else waiting.current = text;
    return true;
  };
}

type KeysOf = {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly change: (text: string) => void;
  readonly setActive: (index: number) => void;
  readonly enter: () => boolean;
  readonly search: ItemSearch;
  readonly hotkey: string | undefined;
};

function useFinderKeys({ field, text, change, setActive, enter, search, hotkey }: KeysOf): void {
  const active = useRef(0);
  if (text === "") active.current = 0;
  const focus = () => {
    field.current?.focus();
    field.current?.select();
    return true;
  };
  useKeys(hotkey === undefined ? [] : [hotkey], focus);
  useKeys(["Enter"], enter);
  useKeys(["Escape"], () => {
    if (text === "") return false;
    change("");
    return true;
  });
  useKeys(["ArrowDown", "ArrowUp"], (name) => {
    if (text === "") return false;
    const next = active.current + (name === "ArrowDown" ? 1 : -1);
    active.current = Math.max(0, Math.min(search.totalCount - 1, next));
    setActive(active.current);
    return true;
  });
  // Whoever types means the goods, wherever the focus is.
  const isText = (name: string) => [...name].length === 1 && !["+", "-", " "].includes(name);
  useKeys(
    isText,
    (name) => {
      field.current?.focus();
      change(`${text}${name}`);
      return true;
    },
    { whileTyping: "never", undo: () => change(field.current?.value.slice(0, -1) ?? "") },
  );
}

function FieldKey({ hotkey }: { readonly hotkey: string | undefined }) {
  return hotkey === undefined ? null : <Key name={hotkey} />;
}
