import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAsFarAsPossible } from "../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { explain8583 } from "../../drivers/acquirer-iso8583/lens/explain.ts";
import { decode8583 } from "../../drivers/acquirer-iso8583/lens.ts";
import { DIALECTS } from "../../drivers/acquirer-iso8583/messages/dialects.ts";
import { readPage } from "../../drivers/acquirer-iso8583/messages/download-fields.ts";
import { readParameters, writeParameters } from "../../drivers/acquirer-iso8583/messages/parameter-fields.ts";
import { readAnswer } from "../../drivers/acquirer-iso8583/messages/read-answer.ts";
import { concatBytes, fromAscii } from "../../main/domain/bytes.ts";
import type { WantedDownload } from "../../main/domain/payment/downloads.ts";
import { FURTHER_REQUESTS } from "../unit/drivers/acquirer-iso8583/further-requests-table.ts";

/** Whatever a host puts into an answer gives a value or a reason, and never a throw. */

const WHAT: readonly WantedDownload["what"][] = [
  "parameters",
  "caKeyList",
  "caKey",
  "applicationList",
  "application",
  "hotlist",
];

/** Bytes that get further than noise does: states, counts and tags in front. */
const privateData = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(
      fc.constantFrom("0", "1", "2", "3", "2002", "10", "11", "1110", "22", "26"),
      fc.uint8Array({ maxLength: 60 }),
    )
    .map(([prefix, rest]) => concatBytes(fromAscii(prefix), rest)),
  fc
    .tuple(
      fc.integer({ min: 0, max: 999 }),
      fc.array(fc.stringMatching(/^[01]\d[\d ]{14}$/), { maxLength: 6 }),
    )
    .map(([count, cards]) => fromAscii(`2${count.toString().padStart(3, "0")}${cards.join("")}`)),
);

test("any DE62 of a download is a page or a sentence", () => {
  fc.assert(
    fc.property(fc.constantFrom(...WHAT), privateData, (what, field) => {
      const page = readPage(what, field, 14);
      if (typeof page === "string") expect(page).not.toBe("");
      else expect(page.what).toBe(what);
      if (typeof page !== "string" && page.what === "hotlist")
        expect(page.pans.length).toBeLessThanOrEqual(page.totalCount);
    }),
    { numRuns: 3_000 },
  );
});

test("what a status upload says of the parameters is read back as a download", () => {
  const number = (max: number) => fc.integer({ min: 0, max });
  const phone = fc.stringMatching(/^[1-9]\d{0,12}$/);
  fc.assert(
    fc.property(
      fc.record({
        connectTimeoutS: number(99),
        replyTimeoutS: number(99),
        retryCount: number(9),
        phones: fc.array(phone, { minLength: 3, maxLength: 3 }),
        managementPhone: phone,
        tipsAllowed: fc.boolean(),
        tipPercentMax: number(99),
        manualEntryAllowed: fc.boolean(),
        signOutAfterSettlement: fc.boolean(),
        reversalResendCount: number(9),
        masterKeyIndex: number(9),
        offlineCountMax: number(99),
      }),
      (parameters) => {
        const written = writeParameters(parameters);
        if (!(written instanceof Uint8Array)) throw new Error(written.misfit);
        expect(readParameters(written)).toEqual(parameters);
      },
    ),
    { numRuns: 500 },
  );
});

test("an answer with any texts and bytes in its fields is read or refused, in every dialect", () => {
  const requests = Object.values(FURTHER_REQUESTS);
  const value = fc.oneof(fc.string({ maxLength: 80 }), fc.stringMatching(/^[0-9CD]{0,70}$/), privateData);
  const fields = fc.array(
    fc.tuple(fc.constantFrom(12, 13, 15, 37, 38, 44, 48, 54, 55, 60, 62, 63, 66), value),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(DIALECTS)),
      fc.constantFrom(...requests),
      fields,
      fc.constantFrom("00", "51", "", "0"),
      (dialect, request, pairs, code) => {
        const message = { mti: "0210", fields: new Map([...pairs, [39, code] as const]) };
        const read = readAnswer({ message, header: new Uint8Array(6) }, request, {
          dialect,
          keyCipher: "tdes",
          hotlistWidth: 14,
          mac: "absent",
        });
        if (read.ok) expect(read.value.responseCode).toBe(code);
        else expect(read.fault).not.toBe("");
      },
    ),
    { numRuns: 3_000 },
  );
});

test("any bytes are a message, or a fault with its place, in every dialect; and the lens never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom("0210", "0810", ""), (noise, type) => {
      const bytes = concatBytes(fromAscii(type), noise);
      for (const dialect of Object.values(DIALECTS)) {
        const { fault } = decodeAsFarAsPossible(dialect.spec, bytes);
        if (fault !== undefined) expect(fault.offset).toBeLessThanOrEqual(bytes.length);
      }
      explain8583(decode8583(bytes));
    }),
    { numRuns: 2_000 },
  );
});
