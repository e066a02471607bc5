import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { trustKeys } from "../../../main/config/parameter-pack-store.ts";
import { TEST_ACCOUNTS } from "../../../simulators/issuer/accounts-table.ts";
import { HOTLIST_SIGNING_PEM, HOTLIST_TRUSTED_PEM, listText } from "../../support/hotlists.ts";
import { must } from "../../support/journal.ts";
import { TillLine } from "../../support/till-line.ts";

/** An installed list is asked at the next sale, with the sequence number and the expiry that the card tells. */

const CARD_SALE = ["sale", "--operator", "li", "--amount", "12.00", "--pay", "card", "--same-card", "yes"];

async function tillWithList(version: number, lineOf: (pan: string) => string) {
  const till = await TillLine.open();
  must(await trustKeys({ dataDirectory: till.dataDirectory }, HOTLIST_TRUSTED_PEM));
  const write = (name: string, text: string) => {
    writeFileSync(join(till.directory, name), text);
    return join(till.directory, name);
  };
  const { pan = "" } = TEST_ACCOUNTS.find(({ cardName }) => cardName === "debit") ?? {};
  const list = write("list", listText({ version }, [lineOf(pan)]));
  const [key, out] = [write("key.pem", HOTLIST_SIGNING_PEM), join(till.directory, "signed")];
  till.mustDo(await till.run(["hotlist", "sign", list, "--key", key, "--out", out], { input: [] }));
  till.mustDo(await till.run(["hotlist", "install", out], { input: [] }));
  till.insert("debit");
  const sold = till.mustDo(await till.run([...CARD_SALE, "--lang", "en"]));
  const [card] = sold.commits
    .flatMap(({ events }) => events)
    .flatMap((event) => (event.type === "authorisationArmed" ? [event.card] : []));
  const log = readFileSync(join(till.dataDirectory, "log", "jinka.log"), "utf8");
  return { card, log };
}

test("a card on the list is known at the till, and its record names the version that was asked", async () => {
  const { card, log } = await tillWithList(7, (pan) => `+${pan},1,4912`);
  expect(log).toContain('"event":"cardListed"');
  expect(card).toMatchObject({ hotlistVersion: 7 });
});

test("its successor under the same number is not on the list, and the version is named too", async () => {
  const { card, log } = await tillWithList(8, (pan) => `+${pan},1,4411`);
  expect(log).not.toContain("cardListed");
  expect(card).toMatchObject({ hotlistVersion: 8 });
});
