import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** The bytes of a device, whichever way they come. */
export type DeviceBytes = {
  receive(bytes: Uint8Array): void;
  onSend(sender: (bytes: Uint8Array) => void): () => void;
};

export type ServedDevice = { readonly port: number; close(): Promise<void> };

/** Puts a device behind a TCP port of this machine. The newest connection has it: an older one is a till that died. */
export async function serveDevice(device: DeviceBytes): Promise<ServedDevice> {
  let current: Socket | undefined;
  const stopSending = device.onSend((bytes) => current?.write(bytes));
  const server = createServer((socket) => {
    current?.destroy();
    current = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => device.receive(Uint8Array.from(bytes)));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (current === socket) current = undefined;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      stopSending();
      current?.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
