package dataactions.infra.handbook.page;

import dataactions.authoring.text.PlainText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** HTML and SVG that are XML as well. Text is escaped where it is written, so nobody can forget it. */
public sealed interface Markup {
    /** Elements that HTML writes without an end. */
    Set<String> EMPTY = Set.of("meta", "br", "wbr");
    /** Elements whose text HTML does not unescape. */
    Set<String> VERBATIM = Set.of("style", "script");

    void write(StringBuilder out);

    record Text(String text) implements Markup {
        @Override
        public void write(StringBuilder out) {
            out.append(escaped(text));
        }
    }

    record Element(String name, Map<String, String> attributes, List<Markup> children) implements Markup {
        public Element {
            children = List.copyOf(children);
        }

        @Override
        public void write(StringBuilder out) {
            out.append('<').append(name);
            attributes.forEach((key, value) -> out.append(' ')
                    .append(key)
                    .append("=\"")
                    .append(escaped(value))
                    .append('"'));
            if (EMPTY.contains(name)) {
                out.append("/>");
                return;
            }
            out.append('>');
            for (Markup child : children) {
                if (VERBATIM.contains(name)) {
                    out.append(verbatim(child));
                } else {
                    child.write(out);
                }
            }
            out.append("</").append(name).append('>');
        }

        /** The same element with another attribute. */
        public Element with(String key, String value) {
            Map<String, String> more = new LinkedHashMap<>(attributes);
            more.put(key, PlainText.lines(value));
            return new Element(name, more, children);
        }
    }

    static Element element(String name, Markup... children) {
        return new Element(name, Map.of(), Arrays.asList(children));
    }

    static Element element(String name, List<? extends Markup> children) {
        return new Element(name, Map.of(), List.copyOf(children));
    }

    static Markup text(String text) {
        return new Text(PlainText.lines(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String verbatim(Markup child) {
        if (child instanceof Text text && text.text().matches("(?s)[^<>&]*")) {
            return text.text();
        }
        throw new IllegalArgumentException("style and script hold text without <, > and &");
    }
}
