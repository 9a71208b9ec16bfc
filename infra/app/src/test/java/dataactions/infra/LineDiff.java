package dataactions.infra;

import java.util.ArrayList;
import java.util.List;

/** The lines that were removed ({@code -}) and added ({@code +}), each with three lines around it. */
final class LineDiff {
    private static final int AROUND = 3;

    private LineDiff() {}

    static String of(String before, String after) {
        List<String> a = before.lines().toList();
        List<String> b = after.lines().toList();
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add("  " + a.get(i));
                i++;
                j++;
            } else if (j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("- " + a.get(i++));
            } else {
                lines.add("+ " + b.get(j++));
            }
        }
        return changesOnly(lines);
    }

    private static String changesOnly(List<String> lines) {
        StringBuilder text = new StringBuilder();
        int last = -1;
        for (int k = 0; k < lines.size(); k++) {
            if (isNearChange(lines, k)) {
                if (k > last + 1) {
                    text.append("  …\n");
                }
                text.append(lines.get(k)).append('\n');
                last = k;
            }
        }
        return text.toString();
    }

    private static boolean isNearChange(List<String> lines, int k) {
        for (int n = Math.max(0, k - AROUND); n <= Math.min(lines.size() - 1, k + AROUND); n++) {
            if (!lines.get(n).startsWith("  ")) {
                return true;
            }
        }
        return false;
    }
}
