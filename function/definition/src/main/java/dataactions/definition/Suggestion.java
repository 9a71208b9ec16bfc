package dataactions.definition;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Suggests a name for a misspelt one. */
public final class Suggestion {
    private Suggestion() {}

    /**
     * The candidate nearest to {@code written}, if they differ in no more than a third of its length; case does not
     * count. Of equally near ones, the first in the collection.
     */
    public static Optional<String> nearest(String written, Collection<String> candidates) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int distance = distance(written.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance && distance <= Math.max(1, candidate.length() / 3)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code did you mean "x"?}, or else the list of candidates. */
    public static String hint(String written, Collection<String> candidates) {
        return nearest(written, candidates)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> candidates.isEmpty() ? "there are none" : "known: " + String.join(", ", candidates));
    }

    /** The end of a sentence before a list of the candidates: {@code ; did you mean X?} or a full stop. */
    public static String didYouMean(String written, Collection<String> candidates) {
        return nearest(written, candidates)
                .map(near -> "; did you mean " + near + "?")
                .orElse(".");
    }

    /** The number of insertions, removals, replacements and swaps of neighbours that turn {@code a} into {@code b}. */
    public static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
