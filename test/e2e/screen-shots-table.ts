import type { Page } from "@playwright/test";

export type Shot = {
  readonly name: string;
  readonly story: string;
  readonly connection?: "lost";
  /** What a hand does before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
  /** Of a state, although a hand does something first. */
  readonly isState?: true;
  /** Other sizes and themes that are kept too, in Chinese. */
  readonly extras?: readonly { readonly size?: "s" | "l" | "p"; readonly theme?: "light" | "dark" }[];
};

const key = (...names: string[]) => {
  return async (page: Page) => {
    for (const name of names) await page.keyboard.press(name, { delay: 60 });
  };
};
const type = (text: string) => (page: Page) => page.keyboard.type(text, { delay: 80 });
const both = (...acts: ((page: Page) => Promise<void>)[]) => {
  return async (page: Page) => {
    for (const act of acts) await act(page);
  };
};
const all = [{ size: "l" }, { size: "p" }, { theme: "dark" }] as const;

export const SHOTS: readonly Shot[] = [
  { name: "set-up", story: "set-up" },
  {
    name: "locked",
    story: "locked",
    isState: true,
    act: key("2", "4", "6"),
    extras: [{ theme: "dark" }, { size: "p" }],
  },
  { name: "shift-closed", story: "shift-closed", isState: true, act: type("200") },
  { name: "idle", story: "idle", extras: [{ theme: "dark" }, { size: "l" }] },
  { name: "selling", story: "selling", extras: all },
  { name: "selling-long", story: "selling-long" },
  { name: "selling-offline", story: "selling-offline", extras: [{ theme: "dark" }] },
  { name: "selling-notices", story: "selling-notices" },
  { name: "selling-lost", story: "selling", connection: "lost" },
  { name: "search", story: "selling", act: type("cha"), extras: [{ size: "p" }] },
  { name: "search-none", story: "selling", act: type("xyz") },
  { name: "discount", story: "selling", act: both(key("F7"), type("10")) },
  { name: "weigh", story: "selling", act: both(type("hfs"), key("Enter"), type("1.25")) },
  {
    name: "amount",
    story: "selling",
    act: (page) => page.getByRole("button", { name: /By amount|按金额/ }).click(),
  },
  { name: "held", story: "selling", act: key("F5") },
  {
    name: "cancel-sale",
    story: "selling",
    act: (page) => page.getByRole("button", { name: /Cancel sale|取消销售/ }).click(),
  },
  { name: "price-check", story: "selling", act: both(key("F3"), type("niunai"), key("Enter")) },
  {
    name: "preview",
    story: "selling",
    act: (page) => page.getByRole("button", { name: /Preview|预览/ }).click(),
  },
  { name: "tender", story: "tender", extras: all },
  { name: "tender-given", story: "tender", act: type("200") },
  { name: "tender-no-reader", story: "tender-no-reader" },
  { name: "tender-half-paid", story: "tender-half-paid" },
  { name: "tender-split", story: "tender", act: both(key("F12"), type("50")) },
  { name: "card-insert", story: "card-insert", extras: [{ theme: "dark" }] },
  { name: "card-tap", story: "card-tap", extras: [{ size: "l" }, { size: "p" }] },
  { name: "card-again", story: "card-again" },
  { name: "card-one-card", story: "card-one-card" },
  { name: "card-phone", story: "card-phone" },
  { name: "card-chip", story: "card-chip" },
  { name: "card-document", story: "card-document" },
  { name: "card-load", story: "card-load" },
  {
    name: "card-service",
    story: "idle",
    isState: true,
    act: both(key("Alt+m", "5"), type("100")),
    extras: [{ theme: "dark" }, { size: "p" }],
  },
  {
    name: "card-service-cash",
    story: "idle",
    act: both(key("Alt+m", "5"), type("100"), key("Enter")),
  },
  { name: "cash-loaded", story: "cash-loaded" },
  { name: "cash-not-loaded", story: "cash-not-loaded" },
  { name: "cash-read", story: "cash-read" },
  { name: "card-reading", story: "card-reading" },
  { name: "card-pin", story: "card-pin" },
  { name: "card-wrong-pin", story: "card-wrong-pin" },
  { name: "card-bank", story: "card-bank" },
  { name: "card-application", story: "card-application" },
  { name: "card-same", story: "card-same" },
  { name: "failed-declined", story: "failed-declined", extras: [{ theme: "dark" }] },
  { name: "failed-removed", story: "failed-removed" },
  { name: "failed-unknown", story: "failed-unknown", extras: [{ theme: "dark" }] },
  { name: "signature", story: "signature" },
  { name: "done-cash", story: "done-cash", extras: [{ theme: "dark" }] },
  { name: "done-card", story: "done-card" },
  { name: "done-purse", story: "done-purse" },
  { name: "done-offline", story: "done-offline" },
  { name: "done-void", story: "done-void" },
  { name: "uploading", story: "uploading" },
  { name: "bank", story: "bank" },
  { name: "devices", story: "selling-offline", act: (page) => page.locator(".band-devices").click() },
  {
    name: "journal",
    story: "selling",
    act: both(key("Alt+j"), key("ArrowDown")),
    extras: [{ size: "l" }, { size: "p" }],
  },
  {
    name: "void",
    story: "selling",
    act: both(key("Alt+j"), key("ArrowDown"), (page) =>
      page.getByRole("button", { name: /^(Take back|撤销)$/ }).click(),
    ),
  },
  {
    name: "close-shift",
    story: "idle",
    act: both(key("Alt+m", "4"), async (page) => {
      await page.getByLabel(/(^|\s)100(\s|$)/).fill("12");
      await page.getByLabel(/(^|\s)20(\s|$)/).fill("7");
    }),
  },
  { name: "menu", story: "selling", act: key("Alt+m"), extras: [{ theme: "dark" }] },
  { name: "help", story: "selling", act: key("F1") },
  { name: "training", story: "training" },
];
