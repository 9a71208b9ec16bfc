package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import java.util.ArrayList;
import java.util.List;

/** JSONata's functions that format or read dates. Public for JSONata, which finds the methods by reflection. */
public final class DateFunctions {
    static final int MAX_WIDTH = 100;
    static final int MAX_TIMESTAMP = 64;
    /** The most ways in which a picture string may parse a timestamp. */
    private static final double MAX_READINGS = 3e7;

    private DateFunctions() {}

    public static String fromMillis(Number millis, String picture, String timezone) {
        if (millis == null) {
            return null;
        }
        markers(picture);
        return Functions.dateTimeFromMillis(millis, picture, timezone);
    }

    /** Replaces the library's function, which may give the time of an earlier evaluation. */
    public static String now(String picture, String timezone) {
        return fromMillis(millis(), picture, timezone);
    }

    /** Replaces the library's function for the same reason. */
    public static Long millis() {
        return Bounds.current().millis();
    }

    public static Long toMillis(String timestamp, String picture) throws java.text.ParseException {
        if (timestamp == null) {
            return null;
        }
        if (timestamp.length() > MAX_TIMESTAMP) {
            throw Bounds.current().stop("a timestamp has at most " + MAX_TIMESTAMP + " characters");
        }
        // The library turns the picture into a regular expression, in which each part may match one digit more or less.
        double readings = 1;
        for (char marker : markers(picture)) {
            readings *= switch (marker) {
                case 'Y' -> 3;
                case 'M', 'D', 'H', 'h', 'm', 's' -> 2;
                default -> Math.max(1, timestamp.length() / 2);
            };
        }
        if (readings > MAX_READINGS) {
            throw Bounds.current().stop("its picture can be read in too many ways");
        }
        return Functions.dateTimeToMillis(
                picture == null && hasNoZone(timestamp) ? timestamp + "Z" : timestamp, picture);
    }

    /** Whether a timestamp has a time and no zone. The library would read it in the machine's zone instead of UTC. */
    private static boolean hasNoZone(String timestamp) {
        int time = Math.max(timestamp.indexOf('T'), timestamp.indexOf('t'));
        for (int i = time + 1; i < timestamp.length(); i++) {
            char c = timestamp.charAt(i);
            if ((c < '0' || c > '9') && c != ':' && c != '.') {
                return false;
            }
        }
        return time >= 0;
    }

    /** The markers of a date's picture, {@code Y} for {@code [Y0001]}. Also checks their widths. */
    private static List<Character> markers(String picture) {
        List<Character> markers = new ArrayList<>();
        String text = picture == null ? "" : NumberFunctions.limited(picture);
        for (int i = text.indexOf('['); i >= 0; i = text.indexOf('[', i + 1)) {
            if (text.startsWith("[[", i)) {
                i++;
                continue;
            }
            int end = text.indexOf(']', i);
            String marker = (end < 0 ? "" : text.substring(i + 1, end)).replaceAll("\\s+", "");
            if (!marker.isEmpty()) {
                markers.add(marker.charAt(0));
            }
            int comma = marker.lastIndexOf(',');
            for (String width :
                    comma < 0 ? new String[0] : marker.substring(comma + 1).split("-")) {
                if (width.length() > 3 || width.matches("\\d+") && Integer.parseInt(width) > MAX_WIDTH) {
                    throw Bounds.current().stop("a part of a date is at most " + MAX_WIDTH + " characters wide");
                }
            }
            i = end < 0 ? text.length() : end;
        }
        return markers;
    }
}
