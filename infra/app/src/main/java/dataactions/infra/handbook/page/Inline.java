package dataactions.infra.handbook.page;

import dataactions.authoring.text.PlainText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A part of a line. Its text comes from definitions, so each writer escapes it. */
public sealed interface Inline {
    /** Plain words. */
    record Words(String text) implements Inline {
        public Words {
            text = PlainText.lines(text);
        }
    }

    /** A name or a value, as a flow or a definition writes it. */
    record Code(String text) implements Inline {
        public Code {
            text = PlainText.lines(text);
        }
    }

    /** Words that lead to a place on the page. */
    record Link(String text, String anchor) implements Inline {
        public Link {
            text = PlainText.lines(text);
        }
    }

    /** The end of a line in a cell. */
    record LineEnd() implements Inline {}

    static Inline words(String text) {
        return new Words(text);
    }

    static Inline code(String text) {
        return new Code(text);
    }

    /** Words with code between backticks: {@code Success path; `status` is `success`}. Only for texts of this program. */
    static List<Inline> marked(String text) {
        List<Inline> parts = new ArrayList<>();
        String[] pieces = text.split("`", -1);
        for (int i = 0; i < pieces.length; i++) {
            if (!pieces[i].isEmpty()) {
                parts.add(i % 2 == 0 ? words(pieces[i]) : code(pieces[i]));
            }
        }
        return parts;
    }

    /** Names, with a comma between them. */
    static List<Inline> codes(Collection<String> names) {
        List<Inline> parts = new ArrayList<>();
        for (String name : names) {
            if (!parts.isEmpty()) {
                parts.add(words(", "));
            }
            parts.add(code(name));
        }
        return parts;
    }
}
