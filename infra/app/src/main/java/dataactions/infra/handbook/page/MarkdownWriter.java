package dataactions.infra.handbook.page;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a page as Markdown with tables (GitHub's form), for a wiki. Pictures are left out. */
public final class MarkdownWriter {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]|~#]");
    /** At the beginning of a line these make a list or a rule. */
    private static final Pattern BEGINNING = Pattern.compile("^(\\s*)([-+=]|[0-9]+(?=[.)]))");

    private final StringBuilder out = new StringBuilder();

    private MarkdownWriter() {}

    public static String write(HandbookPage page) {
        MarkdownWriter writer = new MarkdownWriter();
        writer.line("# " + words(page.title()));
        page.introduction().forEach(block -> writer.block(block, 1));
        writer.contents(page.sections(), "");
        writer.line("");
        page.sections().forEach(section -> writer.block(section, 1));
        return writer.out.toString().strip() + "\n";
    }

    private void contents(List<Block.Section> sections, String indent) {
        for (Block.Section section : sections) {
            if (section.isInContents()) {
                line(indent + "- " + link(section.title(), section.anchor()));
                contents(subsections(section), indent + "  ");
            }
        }
    }

    private static List<Block.Section> subsections(Block.Section section) {
        return section.blocks().stream()
                .filter(Block.Section.class::isInstance)
                .map(Block.Section.class::cast)
                .toList();
    }

    private void block(Block block, int level) {
        line("");
        if (block instanceof Block.Section section) {
            section(section, level + 1);
        } else if (block instanceof Block.Paragraph paragraph) {
            line(beginning(inline(paragraph.parts(), false)));
        } else if (block instanceof Block.Facts facts) {
            facts.all().forEach(fact -> line("- **" + words(fact.name()) + ":** " + inline(fact.value(), false)));
        } else if (block instanceof Block.Table table) {
            table(table);
        } else if (block instanceof Block.Steps steps) {
            steps(steps);
        } else if (block instanceof Block.Listing listing) {
            listing(listing);
        }
    }

    private void section(Block.Section section, int level) {
        // Each wiki makes anchors from headings in its own way. This anchor does not depend on the wiki.
        line("<a id=\"" + section.anchor() + "\"></a>");
        line("");
        line("#".repeat(level) + " " + words(section.title()));
        section.blocks().forEach(each -> block(each, level));
    }

    private void table(Block.Table table) {
        line("| " + table.columns().stream().map(MarkdownWriter::words).collect(Collectors.joining(" | ")) + " |");
        line("|" + "---|".repeat(table.columns().size()));
        table.rows()
                .forEach(row -> line(
                        "| " + row.stream().map(cell -> inline(cell, true)).collect(Collectors.joining(" | ")) + " |"));
    }

    private void steps(Block.Steps steps) {
        for (int i = 0; i < steps.all().size(); i++) {
            line((i + 1) + ". " + inline(steps.all().get(i), false));
        }
    }

    private void listing(Block.Listing listing) {
        String fence = "`".repeat(Math.max(3, longestRun(listing.text()) + 1));
        line(fence + listing.language());
        line(listing.text().stripTrailing());
        line(fence);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String inline(List<Inline> parts, boolean inTable) {
        return parts.stream()
                .map(part -> {
                    if (part instanceof Inline.Code code) {
                        return code(code.text(), inTable);
                    }
                    if (part instanceof Inline.Link link) {
                        return link(link.text(), link.anchor());
                    }
                    return part instanceof Inline.Words words ? words(words.text()) : "<br>";
                })
                .collect(Collectors.joining());
    }

    private static String link(String text, String anchor) {
        return "[" + words(text) + "](#" + anchor + ")";
    }

    private static String beginning(String text) {
        return BEGINNING.matcher(text).replaceFirst("$1\\\\$2").replaceFirst("^\\\\([0-9]+)", "$1\\\\");
    }

    private static String words(String text) {
        return SPECIAL.matcher(
                        oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .replaceAll("\\\\$0");
    }

    /** Inside code only the bar of a table is escaped. */
    private static String code(String text, boolean inTable) {
        String line = oneLine(text);
        if (line.isEmpty()) {
            return "(empty)";
        }
        String fence = "`".repeat(longestRun(line) + 1);
        boolean needsBlanks = line.startsWith("`") || line.endsWith("`") || line.isBlank();
        String code = fence + (needsBlanks ? " " + line + " " : line) + fence;
        return inTable ? code.replace("|", "\\|") : code;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    private static int longestRun(String text) {
        return Pattern.compile("`+")
                .matcher(text)
                .results()
                .mapToInt(run -> run.end() - run.start())
                .max()
                .orElse(0);
    }
}
