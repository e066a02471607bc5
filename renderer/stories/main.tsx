import "../styles/index.css";
import { createRoot } from "react-dom/client";
import { App } from "../app.tsx";
import type { Connection } from "../bridge.ts";
import { StoryBridge } from "./story-bridge.ts";

/** `#selling?lang=en`: the story, and its language. `connection` is `connected` unless it is said otherwise. */
const [story = "selling", asked = ""] = location.hash.slice(1).split("?");
const wishes = new URLSearchParams(asked);
const bridge = new StoryBridge(story, wishes.get("lang") === "en" ? "en" : "zh-CN");
bridge.connection = (wishes.get("connection") as Connection | null) ?? "connected";
Object.assign(globalThis, { jinkaStory: bridge });

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(<App bridge={bridge} />);
