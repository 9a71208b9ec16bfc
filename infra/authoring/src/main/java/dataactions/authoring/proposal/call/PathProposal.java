package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides which segments of a path are inputs. */
final class PathProposal {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}");
    private static final Pattern VERSION =
            Pattern.compile("(?i)v?\\d{1,2}([._]\\d{1,2})*|v\\d.*|20\\d\\d-\\d\\d(-\\d\\d)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(T.*)?");
    private static final Pattern SUFFIX = Pattern.compile("(.+)(\\.(?:json|xml|csv|txt))");

    private final CallFindings findings;

    PathProposal(CallFindings findings) {
        this.findings = findings;
    }

    List<Piece> pieces(String path) {
        List<Piece> pieces = new ArrayList<>();
        String noun = "";
        for (String raw : path.split("/")) {
            if (raw.isEmpty() || raw.equals(".")) {
                continue;
            }
            String segment = UrlText.decoded(raw);
            pieces.add(new Piece.Fixed("/"));
            Matcher suffix = SUFFIX.matcher(segment);
            boolean isSplit = suffix.matches() && isValue(suffix.group(1));
            String text = isSplit ? suffix.group(1) : segment;
            Optional<String> placeholder = PlaceholderWord.name(text);
            if (placeholder.isPresent()) {
                pieces.add(findings.unknown(placeholder.get(), true));
            } else if (isValue(text) || SecretLook.isSegment(text) || !isPlain(raw)) {
                pieces.add(new Piece.FromInput(ProposedInput.of(
                        findings.names().unique(segmentName(noun, text)), segmentType(text), segmentValue(text))));
                noun = "";
            } else {
                pieces.add(new Piece.Fixed(UrlText.percent(text)));
                noun = text;
            }
            if (isSplit) {
                pieces.add(new Piece.Fixed(suffix.group(2)));
            }
        }
        if (pieces.isEmpty() || path.endsWith("/")) {
            pieces.add(new Piece.Fixed("/"));
        }
        return pieces;
    }

    /** Whether a definition's path may contain the segment as it is. It may not contain an encoded slash or dot. */
    private static boolean isPlain(String raw) {
        return !raw.matches("(?i).*(%2e|%2f|%5c).*") && !raw.equals("..") && !raw.contains("%25");
    }

    /** Whether a segment is a value: a number, a UUID, a date, an e-mail address, or a mix of letters and digits. */
    static boolean isValue(String segment) {
        if (segment.matches("\\d{1,18}|\\d+\\.\\d+")) {
            return true;
        }
        if (VERSION.matcher(segment).matches() && !DATE.matcher(segment).matches()) {
            return false;
        }
        boolean hasDigit = segment.chars().anyMatch(Character::isDigit);
        long digits = segment.chars().filter(Character::isDigit).count();
        return UUID.matcher(segment).matches()
                || segment.indexOf('@') > 0
                || DATE.matcher(segment).matches()
                || segment.startsWith("+") && hasDigit
                || segment.matches("(?i)[a-z]{1,8}[-_:.]?\\d+([-_]\\d+)*") && digits >= 2
                || segment.matches("[A-Za-z]{2,6}_[A-Za-z0-9]{8,}") && hasDigit
                || segment.length() >= 6
                        && digits >= 2
                        && segment.matches("[A-Za-z0-9_=-]+")
                        && digits * 4 >= segment.length()
                || segment.length() >= 12 && segment.matches("[0-9a-fA-F]+");
    }

    private static String segmentName(String noun, String text) {
        if (SecretLook.isSegment(text)) {
            return noun.isEmpty() ? "token" : UniqueNames.camelCase(List.of(singular(noun), "token"));
        }
        if (text.indexOf('@') > 0) {
            return "email";
        }
        if (DATE.matcher(text).matches()) {
            return "date";
        }
        return noun.isEmpty() ? "id" : UniqueNames.camelCase(List.of(singular(noun), "id"));
    }

    private static ValueType segmentType(String text) {
        return text.matches("0|[1-9]\\d{0,17}") ? ValueType.INTEGER : ValueType.STRING;
    }

    private static Object segmentValue(String text) {
        return segmentType(text) == ValueType.INTEGER ? (Object) Long.valueOf(text) : text;
    }

    /** {@code addresses} becomes {@code address}, {@code companies} becomes {@code company}. */
    static String singular(String noun) {
        String lower = noun.toLowerCase(Locale.ROOT);
        if (lower.endsWith("ies") && lower.length() > 4) {
            return noun.substring(0, noun.length() - 3) + "y";
        }
        if (lower.matches(".*(ss|sh|ch|x|us)es")) {
            return noun.substring(0, noun.length() - 2);
        }
        return lower.endsWith("s") && !lower.matches(".*(ss|us|is)") && lower.length() > 3
                ? noun.substring(0, noun.length() - 1)
                : noun;
    }

    /** The last word before an input or the end of the path. It names the object that a 404 says is missing. */
    static String lastNoun(List<Piece> path) {
        String noun = "";
        boolean afterInput = false;
        for (Piece piece : path) {
            if (piece instanceof Piece.FromInput) {
                afterInput = true;
            } else if (((Piece.Fixed) piece).value() instanceof String text
                    && text.matches("[A-Za-z][A-Za-z_-]*")
                    && !VERSION.matcher(text).matches()
                    // /users/1/todos: without the user there are no todos.
                    && !(afterInput && !noun.isEmpty())) {
                noun = text;
            }
        }
        return singular(noun).toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
