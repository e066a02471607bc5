import type { BrowserWindowConstructorOptions, Cookies } from "electron";
import { windowOptions } from "../../main/ipc/electron-shell.ts";
import type { LoopbackServer } from "../../main/ipc/loopback-server.ts";

/** As strict as the till's window, and without its bridge: the dock's page speaks to the dock's own server. */
export function dockWindowOptions(): BrowserWindowConstructorOptions {
  const { webPreferences, ...options } = windowOptions("");
  const { preload: _, ...preferences } = webPreferences ?? {};
  return { ...options, width: 760, minWidth: 420, show: true, webPreferences: preferences };
}

/** Shows a token for the window, whose own redirects are denied, and puts the cookie where the window looks. */
export async function letWindowIn(
  server: Pick<LoopbackServer, "address" | "origin">,
  cookies: Pick<Cookies, "set">,
): Promise<void> {
  const response = await fetch(server.address(), { redirect: "manual" });
  const [pair = ""] = (response.headers.get("set-cookie") ?? "").split(";");
  const [name = "", value = ""] = pair.split("=");
  await cookies.set({ url: server.origin, name, value, httpOnly: true, sameSite: "strict" });
}
