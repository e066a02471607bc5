import { useEffect, useMemo, useState } from "react";
import { CARD_GROUPS, type CardPull, type DockCard, type DockState } from "../../dock-contract.ts";
import { readCards } from "../dock-line.ts";
import { GROUP_WORDS } from "../text/words-table.ts";
import { useDock } from "../use-dock.ts";
import { Box } from "./box.tsx";

/** A command in the middle of a card payment: the application is chosen, and nothing was sent yet. */
const PULL_AT = 6;
const PULL_AT_MAX = 200;
const FIRST_CARD = "debit";

/** Every card that the simulators have. One is taken in the hand, and the hand puts it into, onto or through something. */
export function CardBoxPanel({ state }: { readonly state: DockState }) {
  const { say, language, isConnected } = useDock();
  const [cards, setCards] = useState<readonly DockCard[]>([]);
  const [search, setSearch] = useState("");
  const [name, setName] = useState(FIRST_CARD);
  useEffect(() => {
    if (isConnected) void readCards().then((read) => setCards((before) => read ?? before));
  }, [isConnected]);
  const found = useMemo(() => cards.filter((card) => isFound(card, search)), [cards, search]);
  const inHand = cards.find((card) => card.name === name);
  return (
    <Box name={say("cards")} status={`${found.length}`} className="card-box">
      <input
        type="search"
        className="search"
        aria-label={say("searchCards")}
        placeholder={say("searchCards")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="card-list">
        {found.length === 0 ? <p className="quiet">{say("noCardFound")}</p> : null}
        {CARD_GROUPS.map((group) => {
          const inGroup = found.filter((card) => card.group === group);
          if (inGroup.length === 0) return null;
          return (
            <fieldset key={group}>
              <legend>{GROUP_WORDS[language][group]}</legend>
              {inGroup.map((card) => (
                <CardChoice key={card.name} card={card} isChosen={card.name === name} onChoose={setName} />
              ))}
            </fieldset>
          );
        })}
      </div>
      {inHand === undefined ? null : <Hand card={inHand} state={state} />}
    </Box>
  );
}

function isFound({ name, words, last4 }: DockCard, search: string): boolean {
  const text = `${name} ${words["zh-CN"]} ${words.en} ${last4}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((part) => text.includes(part));
}

type ChoiceProps = {
  readonly card: DockCard;
  readonly isChosen: boolean;
  readonly onChoose: (name: string) => void;
};

function CardChoice({ card, isChosen, onChoose }: ChoiceProps) {
  const { language } = useDock();
  return (
    <label className={`card ${card.kind}`} data-testid={`card-${card.name}`}>
      <input type="radio" name="card" checked={isChosen} onChange={() => onChoose(card.name)} />
      <span>{card.words[language]}</span>
      <span className="figures">{card.last4}</span>
    </label>
  );
}

/** What can be done with the card that was chosen. */
function Hand({ card, state }: { readonly card: DockCard; readonly state: DockState }) {
  const { say, touch, language } = useDock();
  const [pull, setPull] = useState<CardPull>();
  const isSecondThere = state.readers.some(({ device, isPlugged }) => device === "reader2" && isPlugged);
  const { name } = card;
  const away = pull === undefined ? {} : { pull };
  return (
    <section className="hand" aria-label={say("inHand")}>
      <p>
        <b>{card.words[language]}</b>{" "}
        <span className="quiet figures">
          {card.last4}
          {card.pin === undefined ? "" : `, ${say("pin")} ${card.pin}`}
        </span>
      </p>
      <div className="row">
        <button
          type="button"
          className="likely"
          disabled={card.isPhone}
          onClick={() => touch({ do: "insertCard", card: name, ...away })}
        >
          {say("insert")}
        </button>
        <button
          type="button"
          className="likely"
          disabled={!card.hasAntenna}
          onClick={() => touch({ do: "tapCard", card: name, ...away })}
        >
          {say("tap")}
        </button>
        <button
          type="button"
          disabled={!card.hasAntenna}
          onClick={() => touch({ do: "holdCard", card: name, ...away })}
        >
          {say("hold")}
        </button>
        <button type="button" disabled={card.isPhone} onClick={() => touch({ do: "swipeCard", card: name })}>
          {say("swipe")}
        </button>
        {card.isPhone ? (
          <button type="button" onClick={() => touch({ do: "confirmOnPhone", card: name })}>
            {say("confirmOnPhone")}
          </button>
        ) : null}
        {isSecondThere ? (
          <button
            type="button"
            disabled={card.isPhone}
            onClick={() => touch({ do: "insertCard", card: name, reader: "reader2", ...away })}
          >
            {say("insertSecond")}
          </button>
        ) : null}
      </div>
      <TooEarly pull={pull} onChange={setPull} />
    </section>
  );
}

type TooEarlyProps = {
  readonly pull: CardPull | undefined;
  readonly onChange: (pull: CardPull | undefined) => void;
};

/** The card goes away in the middle: before a command reaches it, or before its answer is heard. */
function TooEarly({ pull, onChange }: TooEarlyProps) {
  const { say } = useDock();
  return (
    <div className="row too-early">
      <label className="check">
        <input
          type="checkbox"
          checked={pull !== undefined}
          onChange={(event) =>
            onChange(event.target.checked ? { atCommand: PULL_AT, moment: "before" } : undefined)
          }
        />
        {say("pullMidway")}
      </label>
      {pull === undefined ? null : (
        <>
          <label className="check">
            {say("atCommand")}
            <input
              type="number"
              min={1}
              max={PULL_AT_MAX}
              value={pull.atCommand}
              onChange={(event) => {
                const atCommand = Math.trunc(Number(event.target.value));
                if (atCommand >= 1 && atCommand <= PULL_AT_MAX) onChange({ ...pull, atCommand });
              }}
            />
          </label>
          <select
            aria-label={say("pullMoment")}
            value={pull.moment}
            onChange={(event) =>
              onChange({ ...pull, moment: event.target.value === "after" ? "after" : "before" })
            }
          >
            <option value="before">{say("pullBefore")}</option>
            <option value="after">{say("pullAfter")}</option>
          </select>
        </>
      )}
    </div>
  );
}
