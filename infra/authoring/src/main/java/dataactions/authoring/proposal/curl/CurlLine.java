package dataactions.authoring.proposal.curl;

import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.call.RawCall;
import dataactions.authoring.proposal.curl.CurlFlags.Kind;
import dataactions.definition.Suggestion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a curl command as browsers, Postman and the documentation of APIs copy it, in the quotes of bash or of cmd.
 * Nothing is run. No message quotes a value.
 *
 * <p>The meaning of the options is that of curl's manual (https://curl.se/docs/manpage.html).
 */
public final class CurlLine {
    private static final int MAX_LENGTH = 200_000;
    private static final Pattern CURL = Pattern.compile("(?i)(.*[/\\\\])?curl(\\.exe)?");

    private final List<String> urls = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private final List<String> data = new ArrayList<>();
    private final List<String> urlQuery = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> ignored = new TreeSet<>();
    private String method;
    private Credential credential;
    private Long seconds;
    private boolean isGet;
    private boolean isJson;

    private CurlLine() {}

    /**
     * Reads a line.
     *
     * @param text one command; it may go over several lines
     * @throws ProposalException when it is no curl command, or does what no definition can
     */
    public static RawCall read(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ProposalException(
                    "The curl line is longer than " + MAX_LENGTH + " characters: shorten its body, and try again.");
        }
        // Windows programs write a byte order mark into a pipe.
        String typed = text.startsWith("\uFEFF") ? text.substring(1) : text;
        ShellWords.Line line =
                ShellWords.split(typed.strip().replaceFirst("^[$>#]\\s+", "").replaceFirst("^[A-Z]:\\\\[^>]*>", ""));
        CurlLine curl = new CurlLine();
        if (line.hasRest()) {
            curl.notes.add("What follows the curl command (a pipe, a redirection or another command) is ignored.");
        }
        curl.words(new ArrayDeque<>(curlArguments(line.words())));
        return curl.call();
    }

    /** Whether a quote of the text is open, so that the command goes on in the next line. */
    public static boolean isOpen(String text) {
        try {
            ShellWords.split(text);
            return false;
        } catch (ShellWords.OpenQuote e) {
            return true;
        } catch (ProposalException e) {
            return false;
        }
    }

    private static List<String> curlArguments(List<String> words) {
        if (words.isEmpty()) {
            throw new ProposalException(
                    "There is no curl line: expected one such as curl https://api.example.com/users/1"
                            + " -H 'Accept: application/json'.");
        }
        String first = words.get(0);
        if (CURL.matcher(first).matches()) {
            return words.subList(1, words.size());
        }
        if (first.startsWith("-") || first.startsWith("http://") || first.startsWith("https://")) {
            return words;
        }
        boolean isPowerShell = first.toLowerCase(Locale.ROOT).matches("invoke-.*|\\$.*=?|iwr|irm");
        throw new ProposalException("This is no curl line: it does not begin with curl."
                + (isPowerShell
                        ? " It looks like PowerShell: copy the request \"as cURL (bash)\" or \"as cURL (cmd)\" instead."
                        : " Copy the whole command."));
    }

    private void words(Deque<String> words) {
        boolean options = true;
        while (!words.isEmpty()) {
            String word = words.poll();
            if (options && word.equals("--")) {
                options = false;
            } else if (options && word.startsWith("--")) {
                longOption(word, words);
            } else if (options && word.length() > 1 && word.startsWith("-")) {
                letters(word, words);
            } else if (!word.isBlank()) {
                urls.add(word);
            }
        }
    }

    private void longOption(String word, Deque<String> words) {
        String name = word.substring(2);
        int equals = name.indexOf('=');
        if (CurlFlags.kind(name) == null && equals > 0) {
            words.push(name.substring(equals + 1));
            name = name.substring(0, equals);
        }
        if (name.startsWith("no-") && CurlFlags.kind(name) == null && CurlFlags.kind(name.substring(3)) != null) {
            ignored.add("--" + name);
            return;
        }
        if (CurlFlags.kind(name) == null) {
            throw new ProposalException("The option --" + printable(name) + " of the curl line is not known"
                    + Suggestion.didYouMean(name, CurlFlags.names())
                    + " Leave it out if the call works without it.");
        }
        option("--" + name, name, words);
    }

    /** {@code -sXPOST} is three options in one word. */
    private void letters(String word, Deque<String> words) {
        for (int i = 1; i < word.length(); i++) {
            String name = CurlFlags.ofLetter(word.charAt(i));
            String shown = "-" + word.charAt(i);
            if (name == null) {
                throw new ProposalException("The option " + printable(shown)
                        + " of the curl line is not known. Leave it out if the call works without it.");
            }
            Kind kind = CurlFlags.kind(name);
            if (kind == Kind.VALUE || kind == Kind.IGNORED_WITH_VALUE || kind == Kind.REFUSED) {
                if (i + 1 < word.length()) {
                    words.push(word.substring(i + 1));
                }
                option(shown, name, words);
                return;
            }
            option(shown, name, words);
        }
    }

    private static String printable(String text) {
        return text.matches("[A-Za-z0-9.-]{1,40}") ? text : "(unreadable)";
    }

    private void option(String shown, String name, Deque<String> words) {
        switch (CurlFlags.kind(name)) {
            case REFUSED ->
                throw new ProposalException(
                        "The option " + shown + " of the curl line " + CurlFlags.refusal(name) + ".");
            case IGNORED -> ignored.add(shown);
            case IGNORED_WITH_VALUE -> {
                value(shown, words);
                ignored.add(shown);
            }
            case SWITCH -> switched(shown, name);
            default -> valued(shown, name, value(shown, words));
        }
    }

    private static String value(String shown, Deque<String> words) {
        if (words.isEmpty()) {
            throw new ProposalException(
                    "The option " + shown + " of the curl line has no value: copy the whole command.");
        }
        return words.poll();
    }

    private void switched(String shown, String name) {
        switch (name) {
            case "get" -> isGet = true;
            case "head" -> {
                notes.add("-I asks for the headers alone; the definition sends a GET.");
                method = method == null ? "GET" : method;
            }
            case "insecure" -> notes.add("-k is ignored: the function always checks the certificate of an upstream.");
            default -> ignored.add(shown);
        }
    }

    private void valued(String shown, String name, String value) {
        switch (name) {
            case "request" -> method = value.toUpperCase(Locale.ROOT);
            case "header" -> header(shown, value);
            case "data", "data-ascii", "data-binary" -> {
                if (value.startsWith("@")) {
                    throw new ProposalException("The option " + shown + " of the curl line reads a file: put the"
                            + " content of the file into the line.");
                }
                data.add(value);
            }
            case "data-raw" -> data.add(value);
            case "data-urlencode" -> data.add(encoded(shown, value));
            case "url-query" -> urlQuery.add(value.startsWith("+") ? value.substring(1) : encoded(shown, value));
            case "json" -> {
                if (value.startsWith("@")) {
                    throw new ProposalException("The option " + shown + " of the curl line reads a file: put the"
                            + " content of the file into the line.");
                }
                data.add(value);
                isJson = true;
            }
            case "user" -> user(value);
            case "cookie" -> headers.add(Map.entry("Cookie", value));
            case "user-agent" -> headers.add(Map.entry("User-Agent", value));
            case "referer" -> headers.add(Map.entry("Referer", value));
            case "oauth2-bearer" -> credential = Credential.bearer(value);
            case "url" -> urls.add(value);
            case "max-time" -> seconds = seconds(shown, value);
            default -> throw new IllegalStateException("CurlLine.valued has no case for " + name);
        }
    }

    private void header(String shown, String value) {
        if (value.startsWith("@")) {
            throw new ProposalException(
                    "The option " + shown + " of the curl line reads a file: put the headers into the line.");
        }
        int colon = value.indexOf(':');
        int semicolon = value.indexOf(';');
        if (colon > 0) {
            String text = value.substring(colon + 1).strip();
            // curl: a name with nothing behind the colon removes the header.
            if (!text.isEmpty()) {
                headers.add(Map.entry(value.substring(0, colon).strip(), text));
            }
        } else if (semicolon != value.length() - 1 || value.length() < 2) {
            throw new ProposalException("The option " + shown
                    + " of the curl line has no header: expected -H 'Name: value'. Check its quotes.");
        }
    }

    private void user(String value) {
        int colon = value.indexOf(':');
        String name = colon < 0 ? value : value.substring(0, colon);
        String password = colon < 0 ? "" : value.substring(colon + 1);
        credential = Credential.userAndPassword(name, password);
        if (colon < 0) {
            notes.add("-u has a user and no password; the secret needs both.");
        }
    }

    private static Long seconds(String shown, String value) {
        if (!value.matches("\\d{1,6}(\\.\\d+)?")) {
            throw new ProposalException(
                    "The option " + shown + " of the curl line has no number of seconds: expected one such as 10.");
        }
        return (long) Math.ceil(Double.parseDouble(value));
    }

    /** {@code name=content}: the content is encoded, the name is not. */
    private static String encoded(String shown, String value) {
        int equals = value.indexOf('=');
        if (value.startsWith("@") || value.matches("[^=]+@.*") && equals < 0) {
            throw new ProposalException("The option " + shown + " of the curl line reads a file: put the content of"
                    + " the file into the line.");
        }
        String name = equals > 0 ? value.substring(0, equals) + "=" : "";
        return name + URLEncoder.encode(value.substring(equals + 1), StandardCharsets.UTF_8);
    }

    private RawCall call() {
        if (urls.isEmpty()) {
            throw new ProposalException("The curl line has no URL: copy the whole command.");
        }
        if (urls.size() > 1) {
            throw new ProposalException("The curl line has " + urls.size()
                    + " URLs: expected one. Check the quotes around values that have blanks.");
        }
        String url = urls.get(0);
        List<String> query = new ArrayList<>(urlQuery);
        if (isGet) {
            query.addAll(data);
            data.clear();
        }
        if (!query.isEmpty()) {
            int fragment = url.indexOf('#');
            String page = fragment < 0 ? url : url.substring(0, fragment);
            url = page + (page.indexOf('?') < 0 ? "?" : page.endsWith("?") ? "" : "&") + String.join("&", query);
        }
        Optional<String> body = data.isEmpty() ? Optional.empty() : Optional.of(String.join(isJson ? "" : "&", data));
        if (!ignored.isEmpty()) {
            notes.add("Ignored options of curl, which a definition does not need: " + String.join(", ", ignored) + ".");
        }
        String sent = method != null ? method : body.isPresent() ? "POST" : "GET";
        if (isJson && headers.stream().noneMatch(each -> each.getKey().equalsIgnoreCase("Content-Type"))) {
            headers.add(Map.entry("Content-Type", "application/json"));
        }
        return new RawCall(
                sent, url, headers, Optional.ofNullable(credential), body, Optional.ofNullable(seconds), notes);
    }
}
