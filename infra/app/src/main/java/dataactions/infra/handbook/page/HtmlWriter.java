package dataactions.infra.handbook.page;

import static dataactions.infra.handbook.page.Markup.element;
import static dataactions.infra.handbook.page.Markup.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Writes a page as one HTML file, which loads no other file and can be read without scripts. Its script only adds a
 * field that filters the sections. The file is XML as well.
 */
public final class HtmlWriter {
    private static final String STYLE = resource("page.css");
    private static final String SCRIPT = resource("page.js");

    private HtmlWriter() {}

    public static String write(HandbookPage page) {
        Markup.Element html = element("html", head(page), body(page)).with("lang", "en");
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
        html.write(out);
        return out.append('\n').toString();
    }

    private static Markup head(HandbookPage page) {
        // Allows only this style and this script. So even a text that is not escaped could not run.
        String policy = "default-src 'none'; style-src 'sha256-" + digest(STYLE) + "'; script-src 'sha256-"
                + digest(SCRIPT) + "'; base-uri 'none'; form-action 'none'";
        return element(
                "head",
                element("meta").with("charset", "utf-8"),
                element("meta").with("http-equiv", "Content-Security-Policy").with("content", policy),
                element("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                element("meta").with("name", "color-scheme").with("content", "light dark"),
                element("title", text(page.title())),
                element("style", text(STYLE)));
    }

    private static Markup body(HandbookPage page) {
        List<Markup> introduction = new ArrayList<>();
        introduction.add(element("h1", text(page.title())));
        page.introduction().forEach(block -> introduction.add(block(block, 1)));
        List<Markup> sections = new ArrayList<>();
        page.sections().forEach(section -> sections.add(section(section, 2)));
        return element(
                "body",
                element("a", text("To the actions")).with("class", "skip").with("href", "#actions"),
                element("header", introduction),
                element("nav", element("h2", text("Contents")), contents(page.sections()))
                        .with("aria-label", "Contents"),
                element("main", sections).with("id", "actions"),
                element("script", text(SCRIPT)));
    }

    private static Markup.Element contents(List<Block.Section> sections) {
        List<Markup> entries = new ArrayList<>();
        for (Block.Section section : sections) {
            List<Markup> entry = new ArrayList<>();
            entry.add(element("a", text(section.title())).with("href", "#" + section.anchor()));
            List<Block.Section> below = section.blocks().stream()
                    .filter(Block.Section.class::isInstance)
                    .map(Block.Section.class::cast)
                    .filter(Block.Section::isInContents)
                    .toList();
            if (!below.isEmpty()) {
                entry.add(contents(below));
            }
            entries.add(element("li", entry));
        }
        return element("ul", entries);
    }

    private static Markup section(Block.Section section, int level) {
        List<Markup> content = new ArrayList<>();
        content.add(element("h" + level, text(section.title())).with("id", section.anchor() + "-title"));
        section.blocks().forEach(block -> content.add(block(block, level)));
        return element("section", content)
                .with("id", section.anchor())
                .with("aria-labelledby", section.anchor() + "-title");
    }

    private static Markup block(Block block, int level) {
        if (block instanceof Block.Section section) {
            return section(section, level + 1);
        }
        if (block instanceof Block.Paragraph paragraph) {
            return element("p", inline(paragraph.parts()));
        }
        if (block instanceof Block.Facts facts) {
            return element(
                    "dl",
                    facts.all().stream()
                            .map(fact -> element(
                                    "div", element("dt", text(fact.name())), element("dd", inline(fact.value()))))
                            .toList());
        }
        if (block instanceof Block.Table table) {
            return table(table);
        }
        if (block instanceof Block.Steps steps) {
            return element(
                    "ol",
                    steps.all().stream()
                            .map(each -> element("li", inline(each)))
                            .toList());
        }
        if (block instanceof Block.Listing listing) {
            // A box that scrolls must be reachable with the keyboard.
            return element("pre", element("code", text(listing.text())))
                    .with("tabindex", "0")
                    .with("role", "region")
                    .with("aria-label", listing.label());
        }
        return element("div", ((Block.Picture) block).svg()).with("class", "picture");
    }

    private static Markup table(Block.Table table) {
        List<Markup> rows = new ArrayList<>();
        for (List<List<Inline>> row : table.rows()) {
            List<Markup> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                // A screen and a page that are too narrow for columns show each cell with the name of its column.
                cells.add(
                        i == 0
                                ? element("th", breakable(row.get(i))).with("scope", "row")
                                : element("td", inline(row.get(i)))
                                        .with("data-column", table.columns().get(i)));
            }
            rows.add(element("tr", cells));
        }
        return element(
                "table",
                element("caption", text(table.caption())),
                element(
                        "thead",
                        element(
                                "tr",
                                table.columns().stream()
                                        .map(column ->
                                                element("th", text(column)).with("scope", "col"))
                                        .toList())),
                element("tbody", rows));
    }

    /** Long names may break after a dot or an underscore. */
    private static List<Markup> breakable(List<Inline> parts) {
        if (parts.size() == 1 && parts.get(0) instanceof Inline.Code code) {
            List<Markup> pieces = new ArrayList<>();
            for (String piece : code.text().split("(?<=[._])")) {
                if (!pieces.isEmpty()) {
                    pieces.add(element("wbr"));
                }
                pieces.add(text(piece));
            }
            return List.of(element("code", pieces));
        }
        return inline(parts);
    }

    private static List<Markup> inline(List<Inline> parts) {
        List<Markup> markup = new ArrayList<>();
        for (Inline part : parts) {
            if (part instanceof Inline.Words words) {
                markup.add(text(words.text()));
            } else if (part instanceof Inline.Code code) {
                markup.add(element("code", text(code.text().isEmpty() ? "(empty)" : code.text())));
            } else if (part instanceof Inline.Link link) {
                markup.add(element("a", text(link.text())).with("href", "#" + link.anchor()));
            } else {
                markup.add(element("br"));
            }
        }
        return markup;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlWriter.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the jar", e);
        }
    }
}
