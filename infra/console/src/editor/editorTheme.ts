import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours are CSS variables: the page's colour scheme changes them. */
export const editorTheme = [
  EditorView.theme({
    "&": { height: "100%", fontSize: "12.5px", backgroundColor: "var(--code-background)", color: "var(--code-text)" },
    // The page draws the ring: here the gutter would hide a part of it.
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
    ".cm-content": { caretColor: "var(--code-text)", paddingBottom: "40px" },
    ".cm-cursor": { borderLeftColor: "var(--code-text)" },
    ".cm-gutters": { backgroundColor: "var(--code-background)", color: "var(--code-faint)", border: "none" },
    ".cm-activeLine": { backgroundColor: "var(--code-line)" },
    ".cm-activeLineGutter": { backgroundColor: "var(--code-line)", color: "var(--code-text)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "var(--code-selection)",
    },
    ".cm-tooltip": {
      backgroundColor: "var(--surface-raised)",
      color: "var(--code-text)",
      border: "1px solid var(--line)",
      borderRadius: "8px",
      boxShadow: "var(--shadow)",
      overflow: "hidden",
    },
    ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12.5px" },
    ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px !important" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
      backgroundColor: "var(--accent-soft)",
      color: "var(--code-text)",
    },
    ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
    ".cm-completionDetail": { color: "var(--code-faint)", fontStyle: "normal" },
    ".cm-completionInfo": { padding: "6px 10px", maxWidth: "320px", fontSize: "12.5px" },
    ".cm-diagnostic": { fontSize: "13px", padding: "6px 10px" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--bad) 1.2px",
      textUnderlineOffset: "3px",
    },
    ".cm-lintRange-warning": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--warn) 1.2px",
      textUnderlineOffset: "3px",
    },
    ".cm-lint-marker": { width: "0.8em", height: "0.8em" },
    ".cm-collapsedLines": { background: "var(--code-line)", color: "var(--code-faint)", padding: "3px 8px" },
    ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: '"…"', margin: "0 6px" },
    ".cm-panels": { backgroundColor: "var(--surface-raised)", color: "var(--code-text)" },
    ".cm-fresh": { backgroundColor: "var(--mapped-soft)" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "none" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
      { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: "var(--code-number)" },
      { tag: [tags.comment, tags.meta], color: "var(--code-comment)" },
      { tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace], color: "var(--code-faint)" },
      { tag: tags.content, color: "var(--code-string)" },
    ]),
  ),
];
