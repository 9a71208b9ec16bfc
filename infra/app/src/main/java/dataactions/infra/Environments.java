package dataactions.infra;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import dataactions.definition.Suggestion;
import dataactions.infra.Environment.Check;
import dataactions.infra.Environment.FrontDoor;
import dataactions.infra.Environment.FunctionSettings;
import dataactions.infra.Environment.Genesys;
import dataactions.infra.Environment.OnDestroy;
import dataactions.infra.Environment.OnUpstreamFault;
import dataactions.infra.Environment.Upstream;
import dataactions.infra.Environment.UpstreamAuth;
import dataactions.infra.Environment.Vpc;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environments of {@code cdk.json}'s context, read and checked.
 *
 * @param all in the order in which they are written
 */
public record Environments(List<Environment> all) {
    /** The days that CloudWatch Logs accepts, from its PutRetentionPolicy reference. */
    static final List<Integer> RETENTION_DAYS = List.of(
            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653);

    static final String ROOT = "cdk.json: environments";
    private static final int GENESYS_NAME_LENGTH = 256;
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,31}");
    private static final Pattern UPSTREAM_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}");
    private static final Pattern CLIENT_SECRET = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_-]{40,}");
    /** A JWT; 16 bytes or more in hex; base64 of 30 bytes or more, which has more digits than a name of words. */
    private static final Pattern TOKEN_VALUE = Pattern.compile("eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_.-]+"
            + "|[0-9a-fA-F]{32,}"
            + "|(?=.*[a-z])(?=.*[A-Z])(?=(.*[0-9]){3})[A-Za-z0-9+/]{38,}={0,2}");

    private static final String MOVED = "put it in Secrets Manager, and renew it if this file was shared";
    private static final Pattern SECRET_ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern NOT_FORWARDED = Pattern.compile(
            "(?i)authorization|cookie|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect"
                    + "|accept-encoding|data-action-token|content-.*|proxy-.*");
    private static final Pattern TOPIC_ARN =
            Pattern.compile("arn:aws[a-z-]*:sns:([a-z0-9-]+):\\d{12}:[A-Za-z0-9_-]{1,256}");
    private static final Pattern KEY_ARN =
            Pattern.compile("arn:aws[a-z-]*:kms:([a-z0-9-]+):\\d{12}:key/[A-Za-z0-9-]{1,128}");
    /** A managed policy of IAM, by name or ARN. */
    public static final Pattern POLICY = Pattern.compile(
            "(arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/[A-Za-z0-9+=,.@_/-]{1,512}" + "|[A-Za-z0-9+=,.@_-]{1,128})");

    private static final Pattern TOKEN = Pattern.compile("\\$\\{Token\\[[^\\]]+\\]\\}");
    /** Of a CDK bootstrap stack. */
    public static final Pattern QUALIFIER = Pattern.compile("[a-z0-9]{1,10}");

    private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{8,17}");
    private static final Pattern SECURITY_GROUP = Pattern.compile("sg-[0-9a-f]{8,17}");
    private static final Pattern TAG_KEY = Pattern.compile("(?!(?i)aws:)[\\p{L}\\p{N} _.:/=+@-]{1,128}");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{N} _.:/=+@-]{0,256}");

    /** AWS allows 50 on a resource; the CDK, CloudFormation and this app add some. */
    private static final int MAX_TAGS = 40;

    private static final int MAX_FUNCTION_SECONDS = 900;
    private static final List<String> DOORS = List.of("url", "iam");
    private static final List<String> QUALIFIERS = List.of("alias", "none");
    private static final List<String> AUTH_TYPES = List.of("none", "apiKey", "basic", "bearer", "oauth2");

    /** Of all types. */
    private static final List<String> AUTH_KEYS =
            List.of("in", "name", "tokenUrl", "scope", "audience", "clientAuthentication");

    public Environments {
        all = List.copyOf(all);
    }

    /**
     * Reads the context's {@code environments}.
     *
     * @param tree what the context holds: maps, lists, strings, numbers, booleans; null where there is nothing
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Environments read(Object tree) {
        if (tree == null) {
            throw new ConfigurationException(ROOT + ": missing; expected an object with one entry for each environment."
                    + " Run the CDK CLI in the folder that holds cdk.json");
        }
        List<String> problems = new ArrayList<>();
        List<Environment> all = new ArrayList<>();
        List<Environment> sound = new ArrayList<>();
        ContextReader reader = ContextReader.of(tree, ROOT, problems);
        Map<String, String> folded = new HashMap<>();
        for (String name : reader.names()) {
            if (!isName(name, reader)) {
                continue;
            }
            String twin = folded.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (twin != null) {
                reader.problem(name, "differs from \"" + twin + "\" in upper and lower case only; rename one of them");
            }
            int before = problems.size();
            Environment read =
                    environment(name, ContextReader.of(reader.raw(name), reader.path(name), problems), false);
            all.add(read);
            if (problems.size() == before && twin == null) {
                sound.add(read);
            }
        }
        if (problems.isEmpty() && all.isEmpty()) {
            problems.add(ROOT + ": empty; expected at least one environment, such as \"dev\"");
        }
        // What two environments do to each other is said together with what is wrong in a third one.
        problems.addAll(neighbours(sound));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new Environments(all);
    }

    private static boolean isName(String name, ContextReader reader) {
        if (!ENVIRONMENT_NAME.matcher(name).matches()) {
            reader.problem(name, "an environment's name is a letter, then letters, digits and hyphens, 2 to 32 in all");
            return false;
        }
        if (name.equalsIgnoreCase("pipeline")) {
            reader.problem(name, "is the name of the pipeline's own stack; choose another one");
            return false;
        }
        return true;
    }

    /**
     * Reads one environment for this machine: the others may be wrong, and its upstreams may be on this machine.
     *
     * @param tree what the context holds
     * @throws ConfigurationException naming everything that is wrong with this environment, or that there is none
     */
    static Environment local(Object tree, String name) {
        List<String> problems = new ArrayList<>();
        ContextReader reader = ContextReader.of(tree, ROOT, problems);
        List<String> names = reader.names();
        if (problems.isEmpty() && !names.contains(name)) {
            reader.problem(name, "no such environment; " + Suggestion.hint(name, names));
        }
        if (!problems.isEmpty() || !isName(name, reader)) {
            throw new ConfigurationException(problems);
        }
        Environment environment =
                environment(name, ContextReader.of(reader.raw(name), reader.path(name), problems), true);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return environment;
    }

    /** The names that the context's {@code environments} have, right or wrong. */
    static List<String> namesIn(Object tree) {
        return ContextReader.of(tree, ROOT, new ArrayList<>()).names();
    }

    /** In the order in which they are written. */
    List<String> names() {
        return all.stream().map(Environment::name).toList();
    }

    /** The environment of this name. */
    public Optional<Environment> find(String name) {
        return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /**
     * Two environments in one organization: flows find actions by category and name, people an integration by its name.
     * Where an organization's id is not known, another environment of the same domain may be in the same one.
     */
    private static List<String> neighbours(List<Environment> all) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                Environment first = all.get(i);
                Environment second = all.get(j);
                if (!first.genesys().perhapsSameAs(second.genesys())) {
                    continue;
                }
                boolean known = first.genesys().organizationId().isPresent()
                        && second.genesys().organizationId().isPresent();
                String where = known
                        ? " is in the same Genesys Cloud organization"
                        : " may be in the same Genesys Cloud organization ("
                                + first.genesys().domain() + ")";
                String otherwise = known ? "" : ", or give the organizationId of both if they are in two organizations";
                String path = ROOT + "." + second.name();
                if (first.categorySuffix().equals(second.categorySuffix())) {
                    problems.add(path + ".categorySuffix: environment \"" + first.name() + "\"" + where
                            + ", and flows tell actions apart by category and name; give one of the two another suffix,"
                            + " such as \" (" + second.name() + ")\"" + otherwise);
                }
                if (first.integrationName().equals(second.integrationName())) {
                    problems.add(path + ".integrationName: environment \"" + first.name() + "\"" + where
                            + " and has the same one; give one of the two another name" + otherwise);
                }
            }
        }
        return problems;
    }

    /**
     * Reads the environments of a project's {@code cdk.json}, as the CDK app started without the CDK CLI does.
     *
     * @param root the folder that holds {@code cdk.json}
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Environments ofProject(Path root) {
        return read(AppContext.read(Map.of(), root).values().get("environments"));
    }

    /** @param local whether upstreams may be on this machine, because the functions are */
    private static Environment environment(String name, ContextReader reader, boolean local) {
        Optional<String> account = matching(reader, "account", ACCOUNT, "an AWS account's 12 digits as a string");
        Optional<String> region = matching(reader, "region", REGION, "an AWS region such as \"eu-west-1\"");
        Genesys genesys = genesys(reader.required("genesys"));
        String integrationName = genesysName(reader, "integrationName").orElse("Data actions (" + name + ")");
        String category = genesysName(reader, "category").orElse("Data Actions");
        String suffix = suffix(reader);
        Map<String, Upstream> upstreams = upstreams(reader.required("upstreams"), local);
        Map<String, Check> checks = checks(reader.optional("checks"));
        OnUpstreamFault onUpstreamFault = onUpstreamFault(reader);
        FunctionSettings function = function(reader.optional("function"));
        int retention = retention(reader);
        FrontDoor frontDoor = frontDoor(reader);
        if (frontDoor instanceof FrontDoor.Iam && lacksOrganization(reader)) {
            reader.problem(
                    "genesys.organizationId",
                    "missing; the front door \"iam\" needs it: Genesys's AWS account may assume the role for this"
                            + " organization only. It is shown in Admin > Organization Settings");
        }
        Optional<String> topic = arn(
                reader, "alarmsTopic", TOPIC_ARN, "an SNS topic's ARN like arn:aws:sns:REGION:ACCOUNT:NAME", region);
        Optional<String> key =
                arn(reader, "kmsKey", KEY_ARN, "a KMS key's ARN like arn:aws:kms:REGION:ACCOUNT:key/ID", region);
        Map<String, String> tags = tags(reader.optional("tags"));
        Optional<String> boundary =
                matching(reader, "permissionsBoundary", POLICY, "the name or ARN of a managed policy in IAM");
        Optional<String> qualifier = matching(
                reader, "bootstrapQualifier", QUALIFIER, "the qualifier of a CDK bootstrap: up to 10 of a-z and 0-9");
        OnDestroy onDestroy = onDestroy(reader);
        Optional<Integer> rotationDays = rotation(reader);
        if (frontDoor instanceof FrontDoor.Iam && rotationDays.isPresent()) {
            reader.problem("rotation", "there is no caller's secret behind the front door \"iam\"; remove it");
        }
        reader.done();
        return new Environment(
                name,
                account,
                region,
                genesys,
                integrationName,
                category,
                suffix,
                upstreams,
                checks,
                onUpstreamFault,
                function,
                retention,
                frontDoor,
                topic,
                key,
                tags,
                boundary,
                qualifier,
                onDestroy,
                rotationDays);
    }

    private static boolean lacksOrganization(ContextReader reader) {
        return reader.raw("genesys") instanceof Map<?, ?> genesys && genesys.get("organizationId") == null;
    }

    private static FrontDoor frontDoor(ContextReader reader) {
        boolean detailed = reader.raw("frontDoor") instanceof Map;
        ContextReader door = detailed ? reader.required("frontDoor") : reader;
        String key = detailed ? "type" : "frontDoor";
        Optional<String> type =
                detailed ? door.required("type", oneOf(DOORS)) : reader.string("frontDoor", oneOf(DOORS));
        known(door, key, type, DOORS);
        boolean isIam = type.filter("iam"::equals).isPresent();
        boolean aliasQualified = true;
        if (detailed) {
            Optional<String> qualifier = door.string("qualifier", oneOf(QUALIFIERS));
            known(door, "qualifier", qualifier, QUALIFIERS);
            aliasQualified = qualifier.filter("none"::equals).isEmpty();
            if (qualifier.isPresent() && type.filter("url"::equals).isPresent()) {
                door.problem("qualifier", "is for the front door \"iam\" only; remove it");
            }
            door.done();
        }
        return isIam ? new FrontDoor.Iam(aliasQualified) : new FrontDoor.Url();
    }

    private static void known(ContextReader reader, String key, Optional<String> word, List<String> words) {
        word.filter(each -> !words.contains(each))
                .ifPresent(each -> reader.problem(
                        key,
                        "expected " + oneOf(words) + ", found \"" + each + "\""
                                + Suggestion.nearest(each, words)
                                        .map(near -> "; did you mean \"" + near + "\"?")
                                        .orElse("")));
    }

    /** One that the stack uses, and that so has to be in its region; in code it may be a token of the CDK. */
    private static Optional<String> arn(
            ContextReader reader, String key, Pattern pattern, String expected, Optional<String> region) {
        if (reader.raw(key) instanceof String text && TOKEN.matcher(text).matches()) {
            return Optional.of(text);
        }
        Optional<String> arn = matching(reader, key, pattern, expected);
        arn.map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .filter(found -> region.isPresent() && !region.get().equals(found))
                .ifPresent(found -> reader.problem(
                        key,
                        "is in " + found + ", and the environment in " + region.get() + "; name one of its region"));
        return arn;
    }

    private static Map<String, String> tags(ContextReader reader) {
        Map<String, String> tags = new TreeMap<>();
        for (String name : reader.names()) {
            Object value = reader.raw(name);
            if (!TAG_KEY.matcher(name).matches()) {
                reader.problem(
                        name,
                        "a tag's key has up to 128 letters, digits, blanks and _.:/=+@- and does not begin with"
                                + " \"aws:\"");
            } else if (name.startsWith("data-actions:")) {
                reader.problem(name, "the app sets the tags that begin with \"data-actions:\"; choose another key");
            } else if (!(value instanceof String text)) {
                reader.problem(name, "expected a string, found " + ContextReader.typeOf(value));
            } else if (!TAG_VALUE.matcher(text).matches()) {
                reader.problem(name, "a tag's value has up to 256 letters, digits, blanks and _.:/=+@-");
            } else {
                tags.put(name, text);
            }
        }
        if (tags.size() > MAX_TAGS) {
            reader.problem("*", tags.size() + " tags, and " + MAX_TAGS + " fit beside those that the app adds");
        }
        reader.done();
        return tags;
    }

    private static Genesys genesys(ContextReader reader) {
        Optional<String> domain = reader.required("domain", "a Genesys Cloud domain such as \"mypurecloud.ie\"");
        Optional<String> secret = reader.required(
                "credentialsSecret", "the name or ARN of the Secrets Manager secret that holds the OAuth client");
        Optional<String> organization = matching(reader, "organizationId", UUID, "an organization's id (a UUID)");
        Optional<String> apiUrl = origin(reader, "apiUrl");
        Optional<String> loginUrl = origin(reader, "loginUrl");
        boolean adopt = adopt(reader);
        boolean hostsAreGiven = reader.has("apiUrl") && reader.has("loginUrl");
        domain.flatMap(text -> GenesysDomains.problem(text, hostsAreGiven))
                .ifPresent(problem -> reader.problem("domain", problem));
        secret.flatMap(Environments::secretProblem).ifPresent(text -> reader.problem("credentialsSecret", text));
        reader.done();
        String host = domain.orElse("");
        return new Genesys(
                host,
                secret.orElse(""),
                organization,
                apiUrl.orElse("https://api." + host),
                loginUrl.orElse("https://login." + host),
                adopt);
    }

    private static boolean adopt(ContextReader reader) {
        Object value = reader.raw("adopt");
        if (value != null && !(value instanceof Boolean)) {
            reader.problem("adopt", "expected true or false, found " + ContextReader.typeOf(value));
        }
        return Boolean.TRUE.equals(value);
    }

    /** A secret may have been pasted here: what was found is never quoted. */
    private static Optional<String> secretProblem(String text) {
        String expected = "expected the name or ARN of a Secrets Manager secret, never a secret's value";
        if (text.startsWith("arn:")) {
            return SECRET_ARN.matcher(text).matches()
                    ? Optional.empty()
                    : Optional.of("expected an ARN like arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME");
        }
        if (!SECRET_NAME.matcher(text).matches()) {
            return Optional.of(expected);
        }
        if (UUID.matcher(text).matches() || CLIENT_SECRET.matcher(text).matches()) {
            return Optional.of(expected + "; this looks like an OAuth client's id or secret: " + MOVED);
        }
        return TOKEN_VALUE.matcher(text).matches()
                ? Optional.of(expected + "; this looks like a token or a key: " + MOVED)
                : Optional.empty();
    }

    private static Map<String, Upstream> upstreams(ContextReader reader, boolean local) {
        Map<String, Upstream> upstreams = new TreeMap<>();
        for (String name : reader.names()) {
            if (!UPSTREAM_NAME.matcher(name).matches()) {
                reader.problem(name, "an upstream's name is a letter, then letters, digits, \"-\" and \"_\"");
                continue;
            }
            ContextReader upstream = reader.required(name);
            Optional<String> url = upstream.required("url", "the API's base URL");
            url.flatMap(text -> upstreamProblem(text, local)).ifPresent(problem -> upstream.problem("url", problem));
            Optional<Duration> timeout = duration(upstream, "timeout");
            Optional<UpstreamAuth> auth =
                    upstream.has("auth") ? auth(upstream.required("auth"), local) : Optional.empty();
            List<String> forwardHeaders = forwardHeaders(upstream);
            upstream.done();
            upstreams.put(name, new Upstream(url.orElse(""), timeout, auth, forwardHeaders));
        }
        reader.done();
        return upstreams;
    }

    private static Optional<UpstreamAuth> auth(ContextReader reader, boolean local) {
        Map<String, String> settings = new LinkedHashMap<>();
        Optional<String> type = reader.required("type", oneOf(AUTH_TYPES));
        known(reader, "type", type, AUTH_TYPES);
        String kind = type.orElse("");
        if (kind.equals("none")) {
            reader.done();
            return Optional.empty();
        }
        settings.put("type", kind);
        Optional<String> secret = reader.required("secret", "the name or ARN of a secret in Secrets Manager");
        secret.flatMap(Environments::secretProblem).ifPresent(problem -> reader.problem("secret", problem));
        secret.ifPresent(id -> settings.put("secret", id));
        if (!AUTH_TYPES.contains(kind)) {
            // Which keys belong here, only the type can tell: they are no mistakes of their own.
            AUTH_KEYS.forEach(reader::has);
        } else if (kind.equals("apiKey")) {
            List<String> places = List.of("header", "query");
            Optional<String> in = reader.required("in", oneOf(places));
            known(reader, "in", in, places);
            Optional<String> name = reader.required("name", "the header's or parameter's name");
            name.filter(text -> !HEADER_NAME.matcher(text).matches())
                    .ifPresent(text -> reader.problem("name", "expected a name without blanks, such as X-Api-Key"));
            settings.put("in", in.orElse(""));
            settings.put("name", name.orElse(""));
        } else if (kind.equals("oauth2")) {
            Optional<String> url = reader.required("tokenUrl", "the URL of the token endpoint");
            url.flatMap(text -> upstreamProblem(text, local)).ifPresent(problem -> reader.problem("tokenUrl", problem));
            settings.put("tokenUrl", url.orElse(""));
            reader.string("scope", "the scopes, with blanks between them")
                    .ifPresent(text -> settings.put("scope", text));
            reader.string("audience", "the API's identifier").ifPresent(text -> settings.put("audience", text));
            List<String> ways = List.of("basic", "body");
            Optional<String> way = reader.string("clientAuthentication", oneOf(ways));
            known(reader, "clientAuthentication", way, ways);
            way.ifPresent(word -> settings.put("clientAuthentication", word));
        }
        reader.done();
        return secret.map(id -> new UpstreamAuth(id, settings));
    }

    private static String oneOf(List<String> words) {
        String last = "\"" + words.get(words.size() - 1) + "\"";
        return words.size() == 1
                ? last
                : "\"" + String.join("\", \"", words.subList(0, words.size() - 1)) + "\" or " + last;
    }

    private static List<String> forwardHeaders(ContextReader reader) {
        Object raw = reader.raw("forwardHeaders");
        if (raw == null) {
            return List.of();
        }
        String expected = "expected a list of header names such as [\"ININ-Correlation-Id\"]";
        if (!(raw instanceof List<?> list)) {
            reader.problem("forwardHeaders", expected + ", found " + ContextReader.typeOf(raw));
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof String name) || !HEADER_NAME.matcher(name).matches()) {
                reader.problem("forwardHeaders", expected);
            } else if (NOT_FORWARDED.matcher(name).matches()) {
                reader.problem(
                        "forwardHeaders",
                        name + " is not passed on: it belongs to the connection, or is a credential; remove it");
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /** The same rules as the function's own; user-info and queries may hold secrets, so the URL is not quoted. */
    static Optional<String> urlProblem(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.of("expected a URL such as \"https://api.example.com/v1\": " + e.getReason());
        }
        String host = uri.getHost();
        if (uri.getScheme() == null || host == null) {
            return Optional.of("expected a URL with scheme and host, such as \"https://api.example.com/v1\"");
        }
        boolean https = uri.getScheme().equalsIgnoreCase("https");
        boolean http = uri.getScheme().equalsIgnoreCase("http");
        if (!https && !(http && isLoopback(host))) {
            return Optional.of("expected https (plain http only to this machine), found " + uri.getScheme());
        }
        if (uri.getRawUserInfo() != null) {
            return Optional.of("a user name or password does not belong in a URL; remove what stands before \"@\"");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of(
                    "expected a base URL without \"?\" and \"#\"; parameters belong in the definition's query");
        }
        return Optional.empty();
    }

    /** What the function calls: on AWS it can reach nothing on the machine where cdk.json was written. */
    private static Optional<String> upstreamProblem(String text, boolean local) {
        return urlProblem(text)
                .or(() -> local || !isThisMachine(URI.create(text).getHost())
                        ? Optional.empty()
                        : Optional.of("is an address of this machine, which a Lambda function cannot reach; expected"
                                + " the API's own URL. To call a service on this machine: ./data-actions local deploy"
                                + " --upstream NAME=http://127.0.0.1:PORT"));
    }

    /** Loopback in any spelling, and the address that stands for every one of this machine. */
    private static boolean isThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        if (!name.startsWith("[") && !name.matches("[0-9.]+")) {
            return false;
        }
        try {
            InetAddress address = InetAddress.getByName(name); // a literal: no name is looked up
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static Map<String, Check> checks(ContextReader reader) {
        Map<String, Check> checks = new LinkedHashMap<>();
        for (String action : reader.names()) {
            ContextReader check = reader.required(action);
            Map<String, Object> input = new LinkedHashMap<>();
            if (check.has("input")) {
                Object tree = ContextReader.plain(check.raw("input"));
                if (tree instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> input.put(String.valueOf(key), value));
                } else {
                    check.problem("input", "expected an object with the inputs, found " + ContextReader.typeOf(tree));
                }
            }
            List<String> expect = expectations(check);
            Optional<String> sideEffects = check.string("sideEffects", "\"accepted\"");
            sideEffects
                    .filter(word -> !word.equals("accepted"))
                    .ifPresent(word -> check.problem("sideEffects", "expected \"accepted\", found \"" + word + "\""));
            check.done();
            checks.put(action, new Check(action, input, expect, sideEffects.isPresent()));
        }
        reader.done();
        return checks;
    }

    private static List<String> expectations(ContextReader check) {
        Object raw = check.raw("expect");
        List<?> list = raw == null ? List.of() : raw instanceof List<?> several ? several : List.of(raw);
        List<String> expressions = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String key = raw instanceof List ? "expect[" + i + "]" : "expect";
            if (!(list.get(i) instanceof String expression)) {
                check.problem(
                        key,
                        "expected JSONata as a string or a list of strings, found "
                                + ContextReader.typeOf(list.get(i)));
                continue;
            }
            try {
                Jsonata.jsonata(expression);
                expressions.add(expression);
            } catch (JException e) {
                check.problem(
                        key,
                        "not JSONata at column " + e.getLocation() + ": " + oneLine(e.getMessage())
                                + "; expected something like data.name = \"Leanne Graham\"");
            } catch (RuntimeException e) {
                // The parser trips over some truncated texts with exceptions of its own making.
                check.problem(
                        key,
                        "not JSONata: the expression is incomplete; expected something like"
                                + " data.name = \"Leanne Graham\"");
            }
        }
        return expressions;
    }

    private static OnUpstreamFault onUpstreamFault(ContextReader reader) {
        Optional<String> word = reader.string("onUpstreamFault", "\"warn\" or \"fail\"");
        for (OnUpstreamFault known : OnUpstreamFault.values()) {
            if (word.filter(known.word()::equals).isPresent()) {
                return known;
            }
        }
        word.ifPresent(
                text -> reader.problem("onUpstreamFault", "expected \"warn\" or \"fail\", found \"" + text + "\""));
        return OnUpstreamFault.WARN;
    }

    private static OnDestroy onDestroy(ContextReader reader) {
        Optional<String> word = reader.string("onDestroy", "\"refuse\", \"delete\" or \"retain\"");
        for (OnDestroy known : OnDestroy.values()) {
            if (word.filter(known.word()::equals).isPresent()) {
                return known;
            }
        }
        word.ifPresent(text ->
                reader.problem("onDestroy", "expected \"refuse\", \"delete\" or \"retain\", found \"" + text + "\""));
        return OnDestroy.REFUSE;
    }

    /** Secrets Manager rotates at most once in four hours and at least once in 1000 days; whole days are enough here. */
    private static Optional<Integer> rotation(ContextReader reader) {
        String expected = "days, from \"1d\" to \"1000d\", such as \"30d\"";
        Optional<String> text = reader.string("rotation", expected);
        Optional<Integer> days = text.filter(it -> it.matches("\\d{1,4}d"))
                .map(it -> Integer.parseInt(it.substring(0, it.length() - 1)))
                .filter(it -> it >= 1 && it <= 1000);
        if (text.isPresent() && days.isEmpty()) {
            reader.problem("rotation", "expected " + expected + ", found \"" + text.get() + "\"");
        }
        return days;
    }

    private static FunctionSettings function(ContextReader reader) {
        int memory = reader.integer("memory", 256, 10_240, "MiB").orElse(FunctionSettings.DEFAULT.memory());
        Optional<Duration> timeout = duration(reader, "timeout");
        timeout.filter(text -> text.toMillisPart() != 0 || text.toSeconds() > MAX_FUNCTION_SECONDS)
                .ifPresent(text -> reader.problem(
                        "timeout", "expected whole seconds, from \"1s\" to \"" + MAX_FUNCTION_SECONDS + "s\""));
        Optional<Integer> reserved = reader.integer("reservedConcurrency", 1, 100_000, "invocations");
        boolean snapStart = reader.flag("snapStart").orElse(false);
        Optional<Vpc> vpc = reader.has("vpc") ? Optional.of(vpc(reader.required("vpc"))) : Optional.empty();
        reader.done();
        return new FunctionSettings(memory, timeout, reserved, snapStart, vpc);
    }

    private static Vpc vpc(ContextReader reader) {
        List<String> subnets = reader.strings("subnetIds", SUBNET, "subnets' ids such as \"subnet-0123456789abcdef0\"");
        List<String> groups = reader.strings(
                "securityGroupIds", SECURITY_GROUP, "security groups' ids such as \"sg-0123456789abcdef0\"");
        reader.done();
        return new Vpc(subnets, groups);
    }

    private static int retention(ContextReader reader) {
        Optional<Integer> days = reader.integer("logRetentionDays", 1, 3653, "days");
        days.filter(count -> !RETENTION_DAYS.contains(count))
                .ifPresent(count -> reader.problem(
                        "logRetentionDays",
                        "CloudWatch does not offer " + count + " days; expected one of " + RETENTION_DAYS));
        return days.filter(RETENTION_DAYS::contains).orElse(30);
    }

    private static Optional<String> genesysName(ContextReader reader, String key) {
        Optional<String> name = reader.string(key, "a name");
        name.flatMap(Environments::nameProblem).ifPresent(problem -> reader.problem(key, problem));
        return name;
    }

    private static Optional<String> nameProblem(String name) {
        if (name.length() > GENESYS_NAME_LENGTH) {
            return Optional.of("Genesys Cloud allows 256 characters, found " + name.length());
        }
        return CONTROL.matcher(name).find()
                ? Optional.of("expected one line without control characters")
                : Optional.empty();
    }

    /** Unlike a name it may begin with a blank: {@code " (test)"}. */
    private static String suffix(ContextReader reader) {
        Object raw = reader.raw("categorySuffix");
        if (raw == null) {
            return "";
        }
        if (!(raw instanceof String text)) {
            reader.problem("categorySuffix", "expected a string, found " + ContextReader.typeOf(raw));
            return "";
        }
        nameProblem(text).ifPresent(problem -> reader.problem("categorySuffix", problem));
        return text;
    }

    private static Optional<String> matching(ContextReader reader, String key, Pattern pattern, String expected) {
        Optional<String> text = reader.string(key, expected);
        text.filter(found -> !pattern.matcher(found).matches())
                .ifPresent(found -> reader.problem(key, "expected " + expected + ", found \"" + found + "\""));
        return text;
    }

    private static Optional<String> origin(ContextReader reader, String key) {
        Optional<String> url = reader.string(key, "a URL without a path, such as \"https://api.mypurecloud.ie\"");
        url.flatMap(text -> urlProblem(text)
                        .or(() -> URI.create(text).getRawPath().isEmpty()
                                ? Optional.empty()
                                : Optional.of("expected a URL without a path, such as \"https://api.mypurecloud.ie\"")))
                .ifPresent(problem -> reader.problem(key, problem));
        return url;
    }

    private static Optional<Duration> duration(ContextReader reader, String key) {
        Optional<String> text = reader.string(key, "a duration such as \"5s\" or \"800ms\"");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(text.get());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            reader.problem(key, "expected a duration such as \"5s\" or \"800ms\", found \"" + text.get() + "\"");
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount));
    }

    private static String oneLine(String message) {
        return message == null ? "unreadable" : message.replaceAll("\\s+", " ");
    }
}
