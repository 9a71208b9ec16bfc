package dataactions.authoring.proposal.openapi.text;

import dataactions.authoring.text.PlainText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A description in an OpenAPI file. It may be Markdown, with HTML in it. */
public final class DescriptionText {
    private static final int MAX_LINE = 200;
    private static final Pattern TAG = Pattern.compile("<[^<>]{1,200}>");
    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]]{1,200})]\\([^()]{1,300}\\)");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<!e\\.g|i\\.e)\\. (?=\\p{Lu})");

    private DescriptionText() {}

    /** A text of the file on one line, without HTML's tags and without the addresses of Markdown's links. */
    public static String oneLine(String text) {
        String line =
                LINK.matcher(TAG.matcher(PlainText.line(text)).replaceAll(" ")).replaceAll("$1");
        line = line.replaceAll("\\s+", " ").strip();
        if (line.length() <= MAX_LINE) {
            return line;
        }
        Matcher end = SENTENCE_END.matcher(line.substring(0, MAX_LINE));
        int cut = 0;
        while (end.find()) {
            cut = end.start() + 1;
        }
        return cut > 40
                ? line.substring(0, cut)
                : line.substring(0, line.lastIndexOf(' ', MAX_LINE - 3) + 1).strip() + " …";
    }
}
