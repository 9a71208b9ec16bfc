import { createTheme, type CSSVariablesResolver } from "@mantine/core";

export const theme = createTheme({
  primaryColor: "indigo",
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
