import { expect, test } from "vitest";
import { defaultPaths, type Machine } from "../../../main/system/paths.ts";

const cases: readonly { name: string; machine: Machine; data: string; keys: string }[] = [
  {
    name: "Linux without XDG variables",
    machine: { platform: "linux", home: "/home/li", environment: {} },
    data: "/home/li/.local/share/jinka",
    keys: "/home/li/.config/jinka/keys",
  },
  {
    name: "Linux with XDG variables",
    machine: {
      platform: "linux",
      home: "/home/li",
      environment: { XDG_DATA_HOME: "/srv/data", XDG_CONFIG_HOME: "/srv/config" },
    },
    data: "/srv/data/jinka",
    keys: "/srv/config/jinka/keys",
  },
  {
    name: "Linux with relative and empty XDG variables, which count as unset",
    machine: {
      platform: "linux",
      home: "/home/li",
      environment: { XDG_DATA_HOME: "data", XDG_CONFIG_HOME: "" },
    },
    data: "/home/li/.local/share/jinka",
    keys: "/home/li/.config/jinka/keys",
  },
  {
    name: "macOS",
    machine: { platform: "darwin", home: "/Users/li", environment: {} },
    data: "/Users/li/Library/Application Support/Jinka/data",
    keys: "/Users/li/Library/Application Support/Jinka/keys",
  },
  {
    name: "Windows",
    machine: {
      platform: "win32",
      home: "C:\\Users\\li",
      environment: { LOCALAPPDATA: "D:\\Local", APPDATA: "\\\\server\\roaming" },
    },
    data: "D:\\Local\\Jinka\\data",
    keys: "D:\\Local\\Jinka\\keys",
  },
  {
    name: "Windows without variables",
    machine: { platform: "win32", home: "C:\\Users\\li", environment: {} },
    data: "C:\\Users\\li\\AppData\\Local\\Jinka\\data",
    keys: "C:\\Users\\li\\AppData\\Local\\Jinka\\keys",
  },
];

test.each(cases)("books and keys lie apart on $name", ({ machine, data, keys }) => {
  expect(defaultPaths(machine)).toEqual({ dataDirectory: data, keyDirectory: keys });
});
