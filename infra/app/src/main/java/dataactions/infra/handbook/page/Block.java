package dataactions.infra.handbook.page;

import dataactions.authoring.text.PlainText;
import java.util.List;
import java.util.stream.IntStream;

/** A part of a page. */
public sealed interface Block {
    /** A heading, and what belongs to it. Its level is its depth on the page. */
    record Section(String title, String anchor, boolean isInContents, List<Block> blocks) implements Block {
        public Section {
            title = PlainText.lines(title);
            blocks = List.copyOf(blocks);
        }
    }

    record Paragraph(List<Inline> parts) implements Block {
        public Paragraph {
            parts = List.copyOf(parts);
        }
    }

    /** Names, each with its value. */
    record Facts(List<Fact> all) implements Block {
        public Facts {
            all = List.copyOf(all);
        }
    }

    /** A name with its value. */
    record Fact(String name, List<Inline> value) {
        public Fact {
            value = List.copyOf(value);
        }
    }

    /** A table whose rows begin with a name. */
    record Table(String caption, List<String> columns, List<List<List<Inline>>> rows) implements Block {
        public Table {
            caption = PlainText.lines(caption);
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (List<List<Inline>> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(caption + ": a row has " + row.size() + " cells");
                }
            }
        }

        /** The same table without the columns in which no row has anything. */
        public Table withoutEmptyColumns() {
            List<Integer> kept = IntStream.range(0, columns.size())
                    .filter(i -> rows.stream().anyMatch(row -> !row.get(i).isEmpty()))
                    .boxed()
                    .toList();
            return new Table(
                    caption,
                    kept.stream().map(columns::get).toList(),
                    rows.stream()
                            .map(row -> kept.stream().map(row::get).toList())
                            .toList());
        }
    }

    /** Steps, one after the other. */
    record Steps(List<List<Inline>> all) implements Block {
        public Steps {
            all = List.copyOf(all);
        }
    }

    /** Lines to copy. */
    record Listing(String label, String language, String text) implements Block {
        public Listing {
            label = PlainText.lines(label);
            text = PlainText.lines(text);
        }
    }

    /** A picture. The blocks after it say the same in words, because Markdown leaves it out. */
    record Picture(Markup.Element svg) implements Block {}
}
