import { describe, expect, test } from "vitest";
import type { CardWork } from "../../../../main/application/card-session/card-work.ts";
import { abilitiesOf, contactPartners } from "../../../../main/application/card-session/contact-partners.ts";
import { driveKernel } from "../../../../main/application/card-session/drive-kernel.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import type {
  KernelResponse,
  VerificationRequest,
  VerifyingKernel,
} from "../../../../main/domain/emv/kernel/protocol.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import type { CardChannel, VerifyPinRequest } from "../../../../main/ports/card-reader.ts";
import type { EncipherPinRequest, PinPad } from "../../../../main/ports/pin-pad.ts";

/** The ways of a lane to verify a holder, at their ports. */

const TEMPLATE = fromHex("002000800820FFFFFFFFFFFFFF");
const CHALLENGE = fromHex("C1C2C3C4C5C6C7C8");

function channel(verifyPin?: CardChannel["verifyPin"]): CardChannel {
  return {
    atr: new Uint8Array(),
    interface: "contact",
    readerName: "",
    transceive: async () => err({ kind: "cardRemoved", sent: "no" }),
    ...(verifyPin === undefined ? {} : { verifyPin }),
  };
}

type Lane = {
  readonly pinPad?: Pick<PinPad, "encipherPin">;
  readonly checkIdentityDocument?: (type: number, of: Sensitive<string>) => Promise<boolean | undefined>;
  readonly terminalType?: number;
};

function workOf({ pinPad, checkIdentityDocument, terminalType = 0x22 }: Lane): CardWork {
  const interaction = { progress: () => undefined, ...(checkIdentityDocument && { checkIdentityDocument }) };
  return {
    parts: { pinPad, interaction, cancel: () => undefined },
    config: { devices: { pinPad: { pinTimeoutMs: 5_000 } } },
    payment: { amountFen: 1_234n },
    parameters: { terminal: { terminalType } },
  } as unknown as CardWork;
}

/** What a kernel is told that asks this and nothing else. */
function ask(request: VerificationRequest, lane: Lane, card = channel()) {
  function* kernel(): VerifyingKernel<KernelResponse> {
    return yield request;
  }
  return driveKernel(kernel(), contactPartners(workOf(lane), card));
}

test("a lane claims what its devices really offer, and nobody looks at documents where nobody is", () => {
  const nothing = { plaintextPin: false, encipheredPin: false, identityDocument: false };
  expect(abilitiesOf(workOf({}), channel())).toEqual(nothing);
  const keypad = channel(async () => ok({ kind: "cancelled" }));
  expect(abilitiesOf(workOf({}), keypad)).toEqual({ ...nothing, plaintextPin: true });
  const pinPad = { encipherPin: async () => ok({ kind: "cancelled" } as const) };
  expect(abilitiesOf(workOf({ pinPad }), channel())).toEqual({ ...nothing, encipheredPin: true });
  const checkIdentityDocument = async () => true;
  const attended = { ...nothing, identityDocument: true };
  expect(abilitiesOf(workOf({ checkIdentityDocument }), channel())).toEqual(attended);
  expect(abilitiesOf(workOf({ checkIdentityDocument, terminalType: 0x25 }), channel())).toEqual(nothing);
});

describe("a PIN on the reader's own keypad", () => {
  const request = { kind: "verifyPinAtReader", template: TEMPLATE, triesLeft: 2 } as const;

  test("the reader gets the template, the tries and its time, and the kernel the card's answer", async () => {
    const asked: VerifyPinRequest[] = [];
    const card = channel(async (wanted) => {
      asked.push(wanted);
      return ok({ kind: "answered", response: fromHex("63C1") });
    });
    expect(await ask(request, {}, card)).toEqual({ kind: "response", response: fromHex("63C1") });
    expect(asked).toEqual([{ template: TEMPLATE, triesLeft: 2, timeoutMs: 5_000 }]);
  });

  test.each(["bypassed", "cancelled", "timedOut", "unavailable"] as const)("ends as %s", async (kind) => {
    const card = channel(async () => ok({ kind }));
    expect(await ask(request, {}, card)).toEqual({ kind: "pin", entry: kind });
  });

  test("a card that is pulled under it is gone", async () => {
    const card = channel(async () => err({ kind: "cardRemoved", sent: "unknown" }));
    expect(await ask(request, {}, card)).toEqual({ kind: "cardGone" });
  });
});

describe("a PIN that the pad enciphers for the card", () => {
  const key = { modulus: new Uint8Array(128).fill(7), exponent: Uint8Array.of(3), challenge: CHALLENGE };
  const request = { kind: "encipherPinAtPad", ...key } as const;

  test("the pad gets the card's key and challenge with the amount, and the kernel the cryptogram", async () => {
    const asked: EncipherPinRequest[] = [];
    const data = new Uint8Array(128).fill(9);
    const encipherPin: PinPad["encipherPin"] = async (wanted) => {
      asked.push(wanted);
      return ok({ kind: "entered", data });
    };
    expect(await ask(request, { pinPad: { encipherPin } })).toEqual({ kind: "encipheredPin", data });
    expect(asked).toEqual([{ ...key, amountFen: 1_234n, timeoutMs: 5_000 }]);
  });

  test.each(["bypassed", "cancelled", "timedOut"] as const)("ends as %s", async (kind) => {
    const encipherPin: PinPad["encipherPin"] = async () => ok({ kind });
    expect(await ask(request, { pinPad: { encipherPin } })).toEqual({ kind: "pin", entry: kind });
  });

  test("a pad that fails counts as not working", async () => {
    const encipherPin: PinPad["encipherPin"] = async () => err({ kind: "unplugged" } as never);
    expect(await ask(request, { pinPad: { encipherPin } })).toEqual({ kind: "pin", entry: "unavailable" });
  });
});

describe("a document that somebody looks at", () => {
  const documentNumber = new Sensitive("110101199001011237");
  const request = { kind: "checkIdentityDocument", documentType: 0, documentNumber } as const;

  test.each([
    { said: true, told: { kind: "identityDocument", accepted: true } },
    { said: false, told: { kind: "identityDocument", accepted: false } },
    { said: undefined, told: { kind: "cancelled" } },
  ])("the cashier says $said", async ({ said, told }) => {
    const asked: [number, string][] = [];
    const checkIdentityDocument = async (type: number, of: Sensitive<string>) => {
      asked.push([type, of.reveal()]);
      return said;
    };
    expect(await ask(request, { checkIdentityDocument })).toEqual(told);
    expect(asked).toEqual([[0, "110101199001011237"]]);
  });
});
