import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The till's page. The same sources give the same bytes: nothing of the day or of the machine goes into it. Fonts and
 * pictures stay files, because the page's policy loads nothing that is written into the page itself.
 */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  publicDir: false,
  plugins: [react()],
  build: {
    target: "es2023",
    outDir: fileURLToPath(new URL("../out/pages/till", import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
});
