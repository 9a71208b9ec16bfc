package dataactions.authoring.writer;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts in the unified format, for texts that differ in a few lines. */
public final class LineDiff {
    private static final int CONTEXT = 2;
    /** How far a line is looked for in the other text. */
    private static final int AHEAD = 60;

    private record Line(char sign, String text, int before, int after) {}

    private LineDiff() {}

    /** The lines of the difference, without a line end; none if the texts are equal. */
    public static List<String> unified(String name, String before, String after) {
        List<Line> lines = lines(before.split("\r?\n", -1), after.split("\r?\n", -1));
        List<String> diff = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            int change = next(lines, at);
            if (change < 0) {
                break;
            }
            int start = Math.max(at, change - CONTEXT);
            int end = change;
            for (int i = change; i < lines.size() && i <= end + 2 * CONTEXT; i++) {
                if (lines.get(i).sign != ' ') {
                    end = i;
                }
            }
            int stop = Math.min(lines.size(), end + CONTEXT + 1);
            if (diff.isEmpty()) {
                diff.add("--- " + name);
                diff.add("+++ " + name);
            }
            diff.add(hunk(lines.subList(start, stop)));
            lines.subList(start, stop).forEach(each -> diff.add(each.sign + each.text));
            at = stop;
        }
        return diff;
    }

    private static int next(List<Line> lines, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).sign != ' ') {
                return i;
            }
        }
        return -1;
    }

    private static String hunk(List<Line> lines) {
        long removed = lines.stream().filter(each -> each.sign != '+').count();
        long added = lines.stream().filter(each -> each.sign != '-').count();
        return "@@ -" + lines.get(0).before + "," + removed + " +" + lines.get(0).after + "," + added + " @@";
    }

    /** Of each place that differs, the nearest pair of equal lines ends the difference. */
    private static List<Line> lines(String[] before, String[] after) {
        List<Line> all = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.length || j < after.length) {
            if (i < before.length && j < after.length && before[i].equals(after[j])) {
                all.add(new Line(' ', before[i], i + 1, j + 1));
                i++;
                j++;
                continue;
            }
            int[] same = nextSame(before, i, after, j);
            int line = i + 1;
            int other = j + 1;
            while (i < same[0]) {
                all.add(new Line('-', before[i++], line++, other));
            }
            while (j < same[1]) {
                all.add(new Line('+', after[j++], line, other++));
            }
        }
        return all;
    }

    private static int[] nextSame(String[] before, int i, String[] after, int j) {
        for (int distance = 1; distance < AHEAD; distance++) {
            for (int k = 0; k <= distance; k++) {
                int a = i + k;
                int b = j + distance - k;
                if (a < before.length && b < after.length && before[a].equals(after[b])) {
                    return new int[] {a, b};
                }
            }
        }
        return new int[] {before.length, after.length};
    }
}
