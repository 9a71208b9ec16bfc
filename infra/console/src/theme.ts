import { createTheme, type CSSVariablesResolver } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "indigo",
  colors: {
    // Mantine's own dark greys are warmer than the page.
    dark: ["#e3e8ee", "#c3cad3", "#a3abb6", "#7f8995", "#3d4854", "#323c47", "#222a34", "#1a2028", "#161b22", "#12161c"],
  },
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  cursorType: "pointer",
  focusRing: "auto",
});

/** Mantine's faint text has too little contrast (WCAG AA asks for 4.5). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#565e68", "--mantine-color-placeholder": "#68707a", "--mantine-color-error": "#c01f1f" },
  dark: { "--mantine-color-dimmed": "#a3abb6", "--mantine-color-placeholder": "#959da8", "--mantine-color-error": "#ff8787" },
});
