import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The dock's page. Nothing is put into the page itself: its policy lets no script or font stand there. */
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: { target: "es2023", assetsInlineLimit: 0, reportCompressedSize: false },
});
