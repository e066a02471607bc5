import type { DockCardShown, DockSlot, DockState } from "../../dock-contract.ts";
import { useDock } from "../use-dock.ts";
import { Box, PlugButton } from "./box.tsx";

/** Slots, field and stripe reader, and what is in them. */
export function Readers({ state }: { readonly state: DockState }) {
  return (
    <>
      {state.readers.map(({ device }) => (
        <Slot key={device} state={state} device={device} />
      ))}
      <Field field={state.field} />
      <Stripe stripe={state.stripe} />
    </>
  );
}

function Slot({ state, device }: { readonly state: DockState; readonly device: DockSlot }) {
  const { say, touch } = useDock();
  const reader = state.readers.find((candidate) => candidate.device === device);
  if (reader === undefined) return null;
  const { isPlugged, card } = reader;
  const status = card === undefined ? say("empty") : `${card.name} ${card.last4}`;
  return (
    <Box name={say(device)} status={isPlugged ? status : say("unplugged")} className="reader">
      {card === undefined ? null : <LyingCard card={card} />}
      <div className="row">
        {card === undefined ? null : (
          <button type="button" className="likely" onClick={() => touch({ do: "pullCard", reader: device })}>
            {say("pull")}
          </button>
        )}
        <PlugButton device={device} isIn={isPlugged} />
      </div>
    </Box>
  );
}

function Field({ field }: { readonly field: DockState["field"] }) {
  const { say, touch } = useDock();
  const { isPlugged, cards } = field;
  const hasTwo = cards.length > 1;
  const status = hasTwo ? say("twoCards") : cards[0] === undefined ? say("empty") : cards[0].name;
  return (
    <Box
      name={say("contactless")}
      status={isPlugged ? status : say("unplugged")}
      className={hasTwo ? "reader attention" : "reader"}
    >
      {cards.map((card) => (
        <LyingCard key={card.name} card={card} />
      ))}
      <div className="row">
        {cards.length === 0 ? null : (
          <button type="button" className="likely" onClick={() => touch({ do: "takeAway" })}>
            {say("takeAway")}
          </button>
        )}
        <PlugButton device="contactless" isIn={isPlugged} />
      </div>
    </Box>
  );
}

function Stripe({ stripe }: { readonly stripe: DockState["stripe"] }) {
  const { say } = useDock();
  const { isPlugged, isWaiting } = stripe;
  const status = isPlugged ? say(isWaiting ? "waitsForSwipe" : "stripeIdle") : say("unplugged");
  return (
    <Box name={say("stripe")} status={status} className="reader">
      <div className="row">
        <PlugButton device="stripe" isIn={isPlugged} />
      </div>
    </Box>
  );
}

function LyingCard({ card }: { readonly card: DockCardShown }) {
  const { language, say } = useDock();
  return (
    <div className={`card ${card.kind} inserted`}>
      <span className={card.isPhone ? "phone" : "chip"} aria-hidden="true" />
      <span>{card.words[language]}</span>
      <span className="figures">
        **** {card.last4}
        {card.pin === undefined ? "" : `  ${say("pin")} ${card.pin}`}
      </span>
    </div>
  );
}
