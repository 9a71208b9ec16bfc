package dataactions.infra.handbook;

import static dataactions.infra.handbook.page.Markup.element;
import static dataactions.infra.handbook.page.Markup.text;

import dataactions.infra.handbook.page.Markup;
import java.util.ArrayList;
import java.util.List;

/** Draws the systems that the data passes as boxes from left to right. The page's style sheet has the colours. */
final class WayPicture {
    private static final int WIDTH = 960;
    private static final int EDGE = 4;
    private static final int LINE = 17;
    private static final int PADDING = 12;
    private static final int GAP = 18;
    /** The width of a character of a bold name, and of a note. */
    private static final double NAME_CHARACTER = 9;

    private static final double NOTE_CHARACTER = 7.3;

    private final List<Markup> lines = new ArrayList<>();
    private final List<Markup> boxes = new ArrayList<>();

    /** A box, whose place is not known yet. */
    private record Box(String kind, String name, List<String> notes, boolean isOptional) {
        List<String> names(int width) {
            return wrapped(name, (int) ((width - PADDING) / NAME_CHARACTER));
        }

        List<String> notes(int width) {
            int most = (int) ((width - PADDING) / NOTE_CHARACTER);
            return notes.stream().flatMap(note -> wrapped(note, most).stream()).toList();
        }

        int height(int width) {
            return 2 * PADDING + LINE * (names(width).size() + notes(width).size());
        }
    }

    /** A column of boxes. */
    private record Column(int width, List<Box> boxes) {
        int height() {
            return boxes.stream().mapToInt(box -> box.height(width)).sum() + GAP * (boxes.size() - 1);
        }
    }

    private WayPicture() {}

    static Markup.Element of(DataWay way) {
        return new WayPicture().draw(way);
    }

    private static List<Column> columns(DataWay way) {
        List<Box> actions = new ArrayList<>();
        actions.add(
                new Box("genesys", way.contract().registeredName(), List.of("data action in Genesys Cloud"), false));
        if (way.isSlow()) {
            actions.add(new Box("genesys", way.resultAction(), List.of("gives the result later"), true));
        }
        List<Box> upstreams = way.calls().stream()
                .map(call -> {
                    List<String> notes = new ArrayList<>();
                    notes.add(call.request());
                    if (!call.step().isEmpty()) {
                        notes.add("step " + call.step() + (call.condition() == null ? "" : ", not in each call"));
                    }
                    return new Box("upstream", call.host(), notes, call.condition() != null);
                })
                .toList();
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(112, List.of(new Box("flow", "Flow", List.of("in Architect"), false))));
        columns.add(new Column(200, actions));
        columns.add(new Column(
                way.isSlow() ? 150 : 190,
                List.of(new Box("aws", "Function", List.of("in AWS, by " + way.door()), false))));
        if (way.isSlow()) {
            columns.add(new Column(110, List.of(new Box("aws", "Worker", List.of("waits for the upstream"), false))));
        }
        columns.add(new Column(240, upstreams));
        return columns;
    }

    private Markup.Element draw(DataWay way) {
        List<Column> columns = columns(way);
        int height = columns.stream().mapToInt(Column::height).max().orElseThrow() + 2 * EDGE;
        int gap = (WIDTH - 2 * EDGE - columns.stream().mapToInt(Column::width).sum()) / (columns.size() - 1);
        int x = EDGE;
        List<int[]> before = List.of();
        for (Column column : columns) {
            List<int[]> ends = new ArrayList<>();
            int y = (height - column.height()) / 2;
            for (Box box : column.boxes()) {
                int boxHeight = box.height(column.width());
                int middle = y + boxHeight / 2;
                for (int[] from : before) {
                    arrow(from[0], from[1], x, middle, box.isOptional() || from[2] == 1);
                }
                box(box, x, y, column.width(), boxHeight);
                ends.add(new int[] {x + column.width(), middle, box.isOptional() ? 1 : 0});
                y += boxHeight + GAP;
            }
            before = ends;
            x += column.width() + gap;
        }
        List<Markup> all = new ArrayList<>();
        String title = "Which systems the data passes: the flow, the data action, the function, the upstream.";
        all.add(element("title", text(title)));
        all.addAll(lines);
        all.addAll(boxes);
        return element("svg", all)
                .with("xmlns", "http://www.w3.org/2000/svg")
                .with("viewBox", "0 0 " + WIDTH + " " + height)
                .with("role", "img")
                .with("aria-label", title + " The list below says the same.");
    }

    private void box(Box box, int x, int y, int width, int height) {
        boxes.add(element("rect")
                .with("class", box.kind() + (box.isOptional() ? " maybe" : ""))
                .with("x", String.valueOf(x))
                .with("y", String.valueOf(y))
                .with("width", String.valueOf(width))
                .with("height", String.valueOf(height))
                .with("rx", "8"));
        int baseline = y + PADDING + 12;
        for (String each : box.names(width)) {
            words("name", each, x + width / 2, baseline);
            baseline += LINE;
        }
        for (String each : box.notes(width)) {
            words("note", each, x + width / 2, baseline);
            baseline += LINE;
        }
    }

    private void words(String kind, String words, int x, int y) {
        boxes.add(element("text", text(words))
                .with("class", kind)
                .with("x", String.valueOf(x))
                .with("y", String.valueOf(y)));
    }

    private void arrow(int fromX, int fromY, int toX, int toY, boolean isOptional) {
        // A difference of half a pixel would make the line look bent.
        int startY = Math.abs(fromY - toY) < 3 ? toY : fromY;
        int bend = (fromX + toX) / 2;
        lines.add(element("path")
                .with("class", isOptional ? "line maybe" : "line")
                .with("d", "M" + fromX + " " + startY + "H" + bend + "V" + toY + "H" + (toX - 6)));
        lines.add(element("path").with("class", "head").with("d", "M" + toX + " " + toY + "l-10 -5v10z"));
    }

    /** Breaks a text into lines that fit into a box: after a blank, a dot, a slash or a hyphen if there is one. */
    private static List<String> wrapped(String text, int most) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > most) {
            int end = most;
            for (int i = most; i > most / 3; i--) {
                if (" ./-_?&".indexOf(rest.charAt(i - 1)) >= 0) {
                    end = i;
                    break;
                }
            }
            if (Character.isHighSurrogate(rest.charAt(end - 1))) {
                end++;
            }
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        if (!rest.isEmpty()) {
            lines.add(rest);
        }
        return lines;
    }
}
