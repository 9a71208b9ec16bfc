import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    // Files only: the page's Content-Security-Policy allows no fonts or scripts from data: URLs.
    assetsInlineLimit: 0,
    // The licences of what the bundle contains must travel with it.
    license: { fileName: "licenses.md" },
    // One file is right for a page that comes from this machine.
    chunkSizeWarningLimit: 2000,
    modulePreload: false,
  },
});
