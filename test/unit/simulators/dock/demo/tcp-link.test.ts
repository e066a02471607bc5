import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { ok } from "../../../../../main/domain/result.ts";
import { serveDevice } from "../../../../../simulators/dock/demo/serve-device.ts";
import { TcpLink } from "../../../../../simulators/dock/demo/tcp-link.ts";

/** A device that says each byte it hears once more. */
async function echoDevice() {
  const heard: number[] = [];
  let send: (bytes: Uint8Array) => void = () => undefined;
  const served = await serveDevice({
    receive: (bytes) => {
      heard.push(...bytes);
      send(bytes);
    },
    onSend: (sender) => {
      send = sender;
      return () => undefined;
    },
  });
  onTestFinished(() => served.close());
  return { heard, port: served.port };
}

function linkTo(port: number): TcpLink {
  const link = new TcpLink(port);
  onTestFinished(() => link.close());
  return link;
}

describe("a device line over TCP", () => {
  test("carries bytes both ways, and opens at its first use", async () => {
    const device = await echoDevice();
    const link = linkTo(device.port);
    const got = new Promise<Uint8Array>((resolve) => link.onData((bytes) => resolve(bytes)));
    expect(link.isOpen).toBe(false);
    expect(await link.write(Uint8Array.of(1, 2, 3))).toEqual(ok(undefined));
    expect([...(await got)]).toEqual([1, 2, 3]);
    expect(link.isOpen).toBe(true);
  });

  test("says that a device is missing, and that nothing was sent", async () => {
    const device = await serveDevice({ receive: () => undefined, onSend: () => () => undefined });
    await device.close();
    expect(await linkTo(device.port).write(Uint8Array.of(1))).toEqual({
      ok: false,
      fault: { kind: "missing", sent: "no" },
    });
  });

  test("tells of a line that is lost, and opens it again at the next use", async () => {
    const device = await echoDevice();
    const link = linkTo(device.port);
    const answered = new Promise((resolve) => link.onData(resolve));
    await link.write(Uint8Array.of(1));
    await answered;
    const lost = new Promise((resolve) => link.onLost(resolve));
    // The newest connection has the device: a till that was started again takes it over.
    const other = linkTo(device.port);
    const taken = new Promise((resolve) => other.onData(resolve));
    await other.write(Uint8Array.of(2));
    await taken;
    expect(await lost).toEqual({ kind: "unplugged", sent: "unknown" });
    expect(await link.write(Uint8Array.of(3))).toEqual(ok(undefined));
    await sleep(50);
    expect(device.heard).toEqual([1, 2, 3]);
  });

  test("is closed for good", async () => {
    const device = await echoDevice();
    const link = linkTo(device.port);
    await link.open();
    await link.close();
    expect(await link.write(Uint8Array.of(1))).toEqual({ ok: false, fault: { kind: "closed", sent: "no" } });
  });

  test("has one conversation at a time", async () => {
    const device = await echoDevice();
    const link = linkTo(device.port);
    const order: string[] = [];
    const talk = (name: string) =>
      link.withPort(async () => {
        order.push(`${name} begins`);
        await sleep(10);
        order.push(`${name} ends`);
        return ok(undefined);
      });
    await Promise.all([talk("a"), talk("b")]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });
});
