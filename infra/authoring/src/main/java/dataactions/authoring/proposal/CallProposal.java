package dataactions.authoring.proposal;

import dataactions.definition.template.UrlEncoding;
import dataactions.definition.upstream.HeaderNames;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what a call's inputs and credential are. Path segments that look like values, query parameters, and members of
 * the body become inputs. The first credential becomes the upstream's auth; no other is kept.
 */
public final class CallProposal {
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final int MAX_BODY_INPUTS = 25;
    private static final int LONG_TEXT = 200;

    private static final Pattern URL =
            Pattern.compile("(?s)(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)([^?#]*)(?:\\?([^#]*))?(?:#.*)?");
    /** {@code {id}}, {@code {{id}}}, {@code <id>}, {@code :id}, {@code $ID}, {@code ${ID}}, {@code [id]}. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\{\\{?\\s*([\\w .-]+?)\\s*}?}|<([\\w .-]+)>|:([A-Za-z_]\\w*)|\\$([A-Za-z_]\\w*)|\\$\\{(\\w+)}|\\[([\\w .-]+)]");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}");
    private static final Pattern VERSION =
            Pattern.compile("(?i)v?\\d{1,2}([._]\\d{1,2})*|v\\d.*|20\\d\\d-\\d\\d(-\\d\\d)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(T.*)?");
    private static final Pattern SUFFIX = Pattern.compile("(.+)(\\.(?:json|xml|csv|txt))");

    /** Headers that a browser adds, or that belong to one call. */
    private static final Set<String> NOISE = Set.of(
            "user-agent",
            "accept-encoding",
            "accept-language",
            "connection",
            "host",
            "content-length",
            "origin",
            "referer",
            "cache-control",
            "pragma",
            "dnt",
            "te",
            "upgrade-insecure-requests",
            "priority",
            "if-none-match",
            "if-modified-since",
            "idempotency-key",
            "x-request-id",
            "x-correlation-id",
            "traceparent",
            "tracestate",
            "postman-token",
            "x-csrf-token",
            "x-xsrf-token");

    /** Parameters that say in which form to answer: the same in each call. */
    private static final Set<String> CONSTANT = Set.of(
            "format",
            "output",
            "version",
            "apiversion",
            "v",
            "fields",
            "include",
            "expand",
            "select",
            "embed",
            "units",
            "granttype",
            "jsonrpc",
            "responsetype",
            "alt");

    private final Names names = Names.ofInputs();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private Credential credential;
    private int bodyInputs;

    private CallProposal() {}

    /**
     * Proposes the definition's request.
     *
     * @throws ProposalException when no definition can make such a call
     */
    public static ApiCall of(RawCall call) {
        return new CallProposal().propose(call);
    }

    private ApiCall propose(RawCall call) {
        notes.addAll(call.notes());
        if (!METHODS.contains(call.method())) {
            throw new ProposalException("The method " + (call.method().matches("[A-Z]{1,10}") ? call.method() : "given")
                    + " is none that an action can use: expected " + String.join(", ", METHODS) + ".");
        }
        call.credential().ifPresent(this::prove);
        Matcher url = URL.matcher(call.url().strip());
        if (!url.matches()) {
            throw new ProposalException(
                    "The URL cannot be read: expected one such as https://api.example.com/users/1.");
        }
        URI base = base(url.group(1), url.group(2));
        List<Piece> path = path(url.group(3));
        String noun = lastNoun(path);
        // Headers come first: a credential in a header is the likelier one.
        List<Parameter> headers = headers(call.headers(), call.body().isPresent());
        List<Parameter> query = parameters(url.group(4) == null ? "" : url.group(4), true);
        Optional<Body> body = call.body().filter(text -> !text.isBlank()).map(text -> body(call, text));
        if (body.isPresent() && call.method().equals("GET")) {
            throw new ProposalException(
                    "The call is a GET with a body, which an action cannot send: use the method that"
                            + " the API has for it, or send the values in the query.");
        }
        if (!dropped.isEmpty()) {
            notes.add("Left out headers that belong to a browser or to one call: " + String.join(", ", dropped) + ".");
        }
        String missing = noun.isEmpty() ? "Not found" : "No such " + noun.replace('_', ' ');
        return new ApiCall(
                call.method(),
                base,
                path,
                query,
                headers,
                body,
                Optional.ofNullable(credential),
                Map.of(404, missing),
                List.of(),
                List.of(),
                "",
                call.seconds().map(Duration::ofSeconds),
                notes);
    }

    /** The first credential is kept. The method is called in the order of their likeliness. */
    private void prove(Credential next) {
        if (credential == null) {
            credential = next;
        } else {
            notes.add("The call has more than one credential. An upstream has one auth: " + credential
                    + " is kept, and " + next + " is left out.");
        }
    }

    private URI base(String scheme, String authority) {
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String[] user = authority.substring(0, at).split(":", 2);
            prove(Credential.userAndPassword(decoded(user[0]), user.length > 1 ? decoded(user[1]) : ""));
        }
        String host = authority.substring(at + 1);
        if (host.isBlank() || PLACEHOLDER.matcher(host).find() && host.matches(".*[{<$].*")) {
            throw new ProposalException("The URL has no host, or has a variable for it: expected one such as"
                    + " https://api.example.com/users/1.");
        }
        String name = host.replaceFirst(":\\d+$", "");
        String used = scheme != null ? scheme : UpstreamUrl.isLoopback(name) ? "http" : "https";
        String base = used.toLowerCase(Locale.ROOT) + "://" + host.toLowerCase(Locale.ROOT);
        UpstreamUrl.problem(base).ifPresent(problem -> {
            throw new ProposalException("The URL cannot be an upstream's: " + problem + "."
                    + ("http".equalsIgnoreCase(scheme) ? " Try the same URL with https." : ""));
        });
        return URI.create(base);
    }

    private List<Piece> path(String path) {
        List<Piece> pieces = new ArrayList<>();
        String noun = "";
        for (String raw : path.split("/")) {
            if (raw.isEmpty() || raw.equals(".")) {
                continue;
            }
            String segment = decoded(raw);
            pieces.add(new Piece.Fixed("/"));
            Matcher suffix = SUFFIX.matcher(segment);
            boolean isSplit = suffix.matches() && isValue(suffix.group(1));
            String text = isSplit ? suffix.group(1) : segment;
            Matcher placeholder = PLACEHOLDER.matcher(text);
            if (placeholder.matches()) {
                String name = names.unique(group(placeholder));
                pieces.add(new Piece.FromInput(
                        new ProposedInput(name, ValueType.STRING, true, Optional.empty(), "", Map.of())));
            } else if (isValue(text) || SecretLook.isSegment(text) || !isPlain(raw)) {
                pieces.add(new Piece.FromInput(ProposedInput.of(
                        names.unique(segmentName(noun, text)), segmentType(text), segmentValue(text))));
                noun = "";
            } else {
                pieces.add(new Piece.Fixed(percent(text)));
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

    private static String group(Matcher placeholder) {
        for (int i = 1; i <= placeholder.groupCount(); i++) {
            if (placeholder.group(i) != null) {
                return placeholder.group(i);
            }
        }
        throw new IllegalStateException("a placeholder without a name");
    }

    /** Whether a segment needs no input: a definition's path has no encoded slash or dot. */
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
            return noun.isEmpty() ? "token" : Names.camelCase(List.of(singular(noun), "token"));
        }
        if (text.indexOf('@') > 0) {
            return "email";
        }
        if (DATE.matcher(text).matches()) {
            return "date";
        }
        return noun.isEmpty() ? "id" : Names.camelCase(List.of(singular(noun), "id"));
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

    /** The last word of the path before an input or the end: what is missing at 404. */
    private static String lastNoun(List<Piece> path) {
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

    private List<Parameter> headers(List<Map.Entry<String, String>> given, boolean hasBody) {
        List<Parameter> headers = new ArrayList<>();
        List<Map.Entry<String, String>> sorted = new ArrayList<>(given);
        // Of several credentials the one in Authorization is kept.
        sorted.sort((a, b) -> Boolean.compare(
                b.getKey().equalsIgnoreCase("Authorization"), a.getKey().equalsIgnoreCase("Authorization")));
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> each : sorted) {
            String name = each.getKey();
            String lower = name.toLowerCase(Locale.ROOT);
            String value = each.getValue();
            if (!HeaderNames.isName(name)) {
                throw new ProposalException(
                        "A header of the call has a name that HTTP does not allow: check its quotes.");
            }
            if (lower.equals("cookie")) {
                notes.add("Left out the cookies: they belong to a person's session. If the API works only with them, it"
                        + " needs another credential.");
            } else if (lower.equals("authorization")) {
                prove(authorization(value));
            } else if (NOISE.contains(lower)
                    || lower.startsWith("sec-")
                    || lower.startsWith("proxy-")
                    || HeaderNames.isSetByClient(name)) {
                dropped.add(name);
            } else if (SecretLook.isCredential(name, value)) {
                prove(Credential.apiKey(false, name, value));
            } else if (lower.equals("accept")
                            && value.matches("(?i)(\\*/\\*|application/json.*|.*text/html.*|.*\\*/\\*.*)")
                    || lower.equals("content-type") && (!hasBody || !isOwnType(value))) {
                continue;
            } else if (seen.add(name)) {
                headers.add(new Parameter(name, headerValue(name, value)));
            }
        }
        return headers;
    }

    private Piece headerValue(String name, String value) {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        if (placeholder.matches()) {
            return new Piece.FromInput(
                    new ProposedInput(names.unique(name), ValueType.STRING, true, Optional.empty(), "", Map.of()));
        }
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new ProposalException("The header " + name + " has a character that no header may have: use ASCII.");
        }
        return new Piece.Fixed(value);
    }

    /** A type of JSON that is not the one which is sent anyway. */
    private static boolean isOwnType(String type) {
        return type.matches("(?i)[a-z0-9./+-]*\\+json(;.*)?");
    }

    private static Credential authorization(String value) {
        String[] words = value.strip().split("\\s+", 2);
        if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
            return Credential.bearer(words[1]);
        }
        if (words.length == 2 && words[0].equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                if (colon >= 0) {
                    return Credential.userAndPassword(pair.substring(0, colon), pair.substring(colon + 1));
                }
            } catch (IllegalArgumentException e) {
                // No base64, so a placeholder such as "Basic <credentials>": sent as it is.
            }
        }
        return Credential.apiKey(false, "Authorization", value.strip());
    }

    private List<Parameter> parameters(String text, boolean isQuery) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : text.split("&")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name =
                    decodedForm(equals < 0 ? pair : pair.substring(0, equals)).strip();
            String value = equals < 0 ? "" : decodedForm(pair.substring(equals + 1));
            if (isQuery && HeaderNames.isName(name) && SecretLook.isCredential(name, value)) {
                prove(Credential.apiKey(true, name, value));
            } else {
                parameters.add(new Parameter(name, parameter(name, value, isQuery)));
            }
        }
        return parameters;
    }

    private Piece parameter(String name, String value, boolean isQuery) {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        if (placeholder.matches() && !value.startsWith(":")) {
            return new Piece.FromInput(
                    new ProposedInput(names.unique(name), ValueType.STRING, !isQuery, Optional.empty(), "", Map.of()));
        }
        boolean isSecret = SecretLook.isName(name) || SecretLook.isValue(value);
        if (!isSecret && (value.isEmpty() || CONSTANT.contains(letters(name)) || value.length() > LONG_TEXT)) {
            return new Piece.Fixed(value);
        }
        ValueType type = isSecret || isPhone(name) ? ValueType.STRING : type(value);
        return new Piece.FromInput(
                new ProposedInput(names.unique(name), type, !isQuery, Optional.of(typed(type, value)), "", Map.of()));
    }

    private static boolean isPhone(String name) {
        return letters(name).matches(".*(phone|mobile|fax|zip|postcode|postalcode|iban|ani|msisdn)");
    }

    private static ValueType type(String value) {
        if (value.equals("true") || value.equals("false")) {
            return ValueType.BOOLEAN;
        }
        if (value.matches("-?(0|[1-9]\\d{0,17})")) {
            return ValueType.INTEGER;
        }
        return value.matches("-?(0|[1-9]\\d{0,17})\\.\\d{1,10}") ? ValueType.NUMBER : ValueType.STRING;
    }

    /**
     * A text as a value of a type.
     *
     * @throws NumberFormatException if it is none
     */
    public static Object typed(ValueType type, String value) {
        return switch (type) {
            case BOOLEAN -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw new NumberFormatException();
                }
                yield value.equals("true");
            }
            case INTEGER -> {
                BigInteger number = new BigInteger(value.strip());
                yield number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
            }
            case NUMBER -> new BigDecimal(value.strip());
            default -> value;
        };
    }

    private Body body(RawCall call, String text) {
        String type = call.headers().stream()
                .filter(each -> each.getKey().equalsIgnoreCase("Content-Type"))
                .map(each -> each.getValue().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        if (type.startsWith("multipart/")) {
            throw new ProposalException(
                    "The body is a multipart form, such as of a file upload, which an action cannot" + " send.");
        }
        boolean isJson = type.matches("[a-z0-9./+-]*json(;.*)?");
        boolean isForm = type.startsWith("application/x-www-form-urlencoded");
        boolean looksLikeJson = text.strip().matches("(?s)[\\[{].*");
        if (isJson || looksLikeJson && !type.startsWith("text/plain")) {
            return json(text);
        }
        if (isForm || type.isEmpty() && text.matches("(?s)[^<=]+=.*")) {
            return new Body.Form(parameters(text, false));
        }
        if (type.isEmpty() && !text.stripLeading().startsWith("<") || type.startsWith("text/plain")) {
            return new Body.Text(List.of(parameter("text", text, false)));
        }
        throw new ProposalException("The body is of a type that an action cannot send: expected JSON, a form"
                + " (application/x-www-form-urlencoded) or plain text.");
    }

    private Body json(String text) {
        try {
            return new Body.Json(
                    node(Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT), List.of()));
        } catch (JsonException e) {
            throw new ProposalException(
                    "The body of the call is not JSON: check its quotes. In bash put it between single" + " quotes.");
        }
    }

    private Object node(Object value, List<String> place) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                List<String> here = new ArrayList<>(place);
                here.add(String.valueOf(key));
                object.put(String.valueOf(key), node(each, here));
            });
            return object;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> node(each, place)).toList();
        }
        return leaf(value, place);
    }

    private Piece leaf(Object value, List<String> place) {
        String member = place.isEmpty() ? "body" : place.get(place.size() - 1);
        String text = value == null ? "" : String.valueOf(value);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        boolean isPlaceholder = value instanceof String && placeholder.matches() && !text.startsWith(":");
        boolean isSecret = SecretLook.isName(member) || SecretLook.isValue(text);
        boolean isFixed = value == null
                || text.isEmpty()
                || CONSTANT.contains(letters(member))
                || value instanceof String
                        && (text.length() > LONG_TEXT || text.indexOf('\n') >= 0 && text.indexOf('{') >= 0)
                || bodyInputs >= MAX_BODY_INPUTS;
        if (value == null || isFixed && !isSecret) {
            if (bodyInputs == MAX_BODY_INPUTS) {
                notes.add("The body has more than " + MAX_BODY_INPUTS
                        + " values: the first of them are inputs, the others are the same in each call.");
                bodyInputs++;
            }
            return new Piece.Fixed(value);
        }
        bodyInputs++;
        String first = Names.camelCase(List.of(member));
        String name = names.isTaken(first) && place.size() > 1 ? names.unique(place) : names.unique(member);
        ValueType type = value instanceof Boolean
                ? ValueType.BOOLEAN
                : value instanceof BigDecimal
                        ? ValueType.NUMBER
                        : value instanceof Number ? ValueType.INTEGER : ValueType.STRING;
        return new Piece.FromInput(new ProposedInput(
                name, type, true, isPlaceholder ? Optional.empty() : Optional.of(value), "", Map.of()));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static String decoded(String text) {
        return decodedForm(text.replace("+", "%2B"));
    }

    private static String decodedForm(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Encodes what a path cannot have; a colon, a comma and the like stay readable. */
    private static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        text.codePoints().forEach(code -> {
            String one = Character.toString(code);
            if (one.matches("[A-Za-z0-9._~!$&'()*+,;=:@-]")) {
                encoded.append(one);
            } else {
                UrlEncoding.percent(encoded, one);
            }
        });
        return encoded.toString();
    }
}
