import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import "./style.css";

const place = document.getElementById("dock");
if (place === null) throw new Error("the page has a place for the dock");
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
