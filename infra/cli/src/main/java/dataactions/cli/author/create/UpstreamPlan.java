package dataactions.cli.author.create;

import dataactions.authoring.JsonFile;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.writer.FileReplacement;
import dataactions.authoring.writer.JsonInsertion;
import dataactions.authoring.writer.LineDiff;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.definition.Suggestion;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.SecretName;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The upstream of a new definition: one that {@code cdk.json} has, or a new one, in every environment.
 *
 * @param upstream what the first call uses
 * @param call relative to the upstream's URL
 * @param before the content of {@code cdk.json}
 * @param after its new content; the same if nothing changes
 * @param added the environments that get the upstream
 */
record UpstreamPlan(
        Path file, Upstream upstream, ApiCall call, byte[] before, byte[] after, List<String> added, boolean isNew) {
    private static final Set<String> GENERIC = Set.of(
            "www",
            "api",
            "apis",
            "rest",
            "gateway",
            "gw",
            "dev",
            "test",
            "staging",
            "stage",
            "sandbox",
            "prod",
            "eu",
            "us",
            "public",
            "services",
            "service",
            "app",
            "backend");
    private static final Set<String> SECOND_LEVEL = Set.of("co", "com", "org", "gov", "ac", "net");

    /** The {@code cdk.json} of the project, as far as this command needs it. */
    record Settings(Path file, byte[] bytes, Map<String, Map<String, Upstream>> environments) {
        /** @throws CommandException when there is no such file, or none that can be read */
        static Settings read(Context context) {
            Path file = context.root().resolve("cdk.json");
            try {
                if (!Files.isRegularFile(file)) {
                    throw new CommandException("There is no cdk.json in "
                            + context.root().toAbsolutePath().normalize()
                            + ": the definition's upstream is written there. Run the command in the project.");
                }
                byte[] bytes = Files.readAllBytes(file);
                return new Settings(file, bytes, environments(JsonFile.parse(bytes)));
            } catch (JsonException e) {
                throw new CommandException(file + ": " + e.getMessage() + ".");
            } catch (IOException e) {
                throw new CommandException(file + ": cannot be read: check its permissions.");
            }
        }

        private static Map<String, Map<String, Upstream>> environments(Object tree) {
            Map<String, Map<String, Upstream>> all = new LinkedHashMap<>();
            if (tree instanceof Map<?, ?> root
                    && root.get("context") instanceof Map<?, ?> context
                    && context.get("environments") instanceof Map<?, ?> environments) {
                environments.forEach((name, value) -> {
                    if (value instanceof Map<?, ?> environment
                            && !String.valueOf(name).startsWith("//")) {
                        Object upstreams = environment.get("upstreams");
                        List<Problem> ignored = new ArrayList<>();
                        all.put(
                                String.valueOf(name),
                                Upstreams.read(upstreams == null ? Map.of() : upstreams, ignored));
                    }
                });
            }
            if (all.isEmpty()) {
                throw new CommandException(
                        "cdk.json: expected an object context.environments with at least one environment.");
            }
            return all;
        }

        /** The names of all upstreams. */
        Set<String> names() {
            Set<String> names = new TreeSet<>();
            environments.values().forEach(each -> names.addAll(each.keySet()));
            return names;
        }
    }

    /**
     * Finds the upstream of a call, or makes one.
     *
     * @param environment whose upstreams are looked at first
     * @param name of the upstream; empty: that of an upstream with the same URL, or one made of the host
     * @param secret the name of the secret; empty: one made of the upstream's name
     */
    static UpstreamPlan of(
            Settings settings, String environment, ApiCall call, Optional<String> name, Optional<String> secret) {
        if (!settings.environments().containsKey(environment)) {
            throw new CommandException("--environment " + environment + ": cdk.json has no such environment"
                    + Suggestion.didYouMean(environment, settings.environments().keySet()) + " It has: "
                    + String.join(", ", settings.environments().keySet()) + ".");
        }
        secret.flatMap(SecretName::problem).ifPresent(problem -> {
            throw new CommandException("--secret: " + problem + ".");
        });
        Optional<Upstream> known = known(settings, environment, call, name);
        if (known.isPresent()) {
            return new UpstreamPlan(
                            settings.file(),
                            known.get(),
                            relative(call, known.get().base()),
                            settings.bytes(),
                            null,
                            List.of(),
                            false)
                    .edited(settings);
        }
        String free = name.orElseGet(() -> free(ofHost(call.base().getHost()), settings.names()));
        checkFree(settings, free);
        Upstream made = new Upstream(
                free,
                call.base(),
                Optional.empty(),
                call.credential()
                        .map(each -> (Auth) each.auth(secret.orElseGet(() -> free + "/" + secretWord(each))))
                        .orElse(new Auth.None()),
                List.of());
        return new UpstreamPlan(settings.file(), made, call, settings.bytes(), null, List.of(), true).edited(settings);
    }

    private static String secretWord(Credential credential) {
        return switch (credential.type()) {
            case "basic" -> "login";
            case "bearer" -> "token";
            case "oauth2" -> "oauth-client";
            default -> "api-key";
        };
    }

    private static void checkFree(Settings settings, String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new CommandException(
                    "--upstream-name: expected a letter, then letters, digits, \"-\" and \"_\", at most 64.");
        }
        settings.environments().forEach((environment, upstreams) -> {
            if (upstreams.containsKey(name)) {
                throw new CommandException("--upstream-name " + name + ": the environment " + environment
                        + " of cdk.json has an upstream of this name with another URL or another auth. Choose another"
                        + " name.");
            }
        });
    }

    /** An upstream whose URL the call begins with, and whose auth fits the call's credential. */
    private static Optional<Upstream> known(
            Settings settings, String environment, ApiCall call, Optional<String> name) {
        List<Map<String, Upstream>> all =
                new ArrayList<>(List.of(settings.environments().get(environment)));
        all.addAll(settings.environments().values());
        return all.stream()
                .flatMap(each -> each.values().stream())
                .filter(each -> name.isEmpty() || each.name().equals(name.get()))
                .filter(each -> isBaseOf(each.base(), call) && fits(each.auth(), call.credential()))
                .findFirst();
    }

    private static boolean fits(Auth auth, Optional<Credential> credential) {
        if (credential.isEmpty()) {
            return true;
        }
        if (auth instanceof Auth.ApiKey has && credential.get().auth("x") instanceof Auth.ApiKey sent) {
            return has.inQuery() == sent.inQuery() && has.name().equalsIgnoreCase(sent.name());
        }
        // A token that a person copied is often one that OAuth 2 gave.
        return auth.type().equals(credential.get().type())
                || auth instanceof Auth.OAuth2 && credential.get().type().equals("bearer");
    }

    private static boolean isBaseOf(URI base, ApiCall call) {
        String whole = whole(call);
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return base.getScheme().equalsIgnoreCase(call.base().getScheme())
                && base.getRawAuthority().equalsIgnoreCase(call.base().getRawAuthority())
                && (prefix.isEmpty() || whole.startsWith(prefix + "/"));
    }

    private static String whole(ApiCall call) {
        String prefix = call.base().getRawPath();
        return (prefix == null ? "" : prefix) + call.pathTemplate();
    }

    /** The same call with a path that begins behind the upstream's URL. */
    private static ApiCall relative(ApiCall call, URI base) {
        String callPath = call.base().getRawPath() == null ? "" : call.base().getRawPath();
        String basePath = base.getRawPath() == null ? "" : base.getRawPath();
        if (callPath.equals(basePath)) {
            return call;
        }
        List<Piece> pieces = new ArrayList<>();
        if (!callPath.isEmpty()) {
            pieces.add(new Piece.Fixed(callPath));
        }
        pieces.addAll(call.path());
        int left = basePath.length();
        List<Piece> rest = new ArrayList<>();
        for (Piece piece : pieces) {
            if (left > 0 && piece instanceof Piece.Fixed fixed) {
                String text = String.valueOf(fixed.value());
                int taken = Math.min(left, text.length());
                left -= taken;
                if (taken < text.length()) {
                    rest.add(new Piece.Fixed(text.substring(taken)));
                }
            } else {
                rest.add(piece);
            }
        }
        return call.at(base, rest);
    }

    private UpstreamPlan edited(Settings settings) {
        String text = new String(before, StandardCharsets.UTF_8);
        Map<String, Object> value = tree(upstream);
        List<String> environments = new ArrayList<>();
        for (Map.Entry<String, Map<String, Upstream>> each :
                settings.environments().entrySet()) {
            if (!each.getValue().containsKey(upstream.name())) {
                text = JsonInsertion.of(text)
                        .flatMap(insertionIn(each.getKey(), upstream.name(), value))
                        .orElseThrow(() -> new CommandException("The upstream " + upstream.name()
                                + " cannot be written into cdk.json: " + each.getKey() + ".upstreams is no object, or"
                                + " has a wrong upstream of this name. Correct it first."));
                environments.add(each.getKey());
            }
        }
        byte[] after = text.getBytes(StandardCharsets.UTF_8);
        check(after, environments);
        return new UpstreamPlan(file, upstream, call, before, after, List.copyOf(environments), isNew);
    }

    private static Function<JsonInsertion, Optional<String>> insertionIn(
            String environment, String name, Map<String, Object> value) {
        return insertion -> insertion.with(List.of("context", "environments", environment, "upstreams"), name, value);
    }

    /** Reads the new text: a mistake of ours must not spoil the file. */
    private void check(byte[] after, List<String> environments) {
        Map<String, Map<String, Upstream>> read = Settings.environments(JsonFile.parse(after));
        for (String each : environments) {
            if (!upstream.equals(read.get(each).get(upstream.name()))) {
                throw new CommandException("The upstream " + upstream.name()
                        + " cannot be written into cdk.json for the" + " environment " + each + ". Add it by hand.");
            }
        }
    }

    /** The settings of an upstream, in the order in which people write them. */
    static Map<String, Object> tree(Upstream upstream) {
        Map<?, ?> trees = Upstreams.toTree(Map.of(upstream.name(), upstream));
        Map<String, Object> tree = new LinkedHashMap<>();
        ((Map<?, ?>) trees.get(upstream.name())).forEach((key, value) -> tree.put(String.valueOf(key), ordered(value)));
        return tree;
    }

    private static Object ordered(Object value) {
        if (!(value instanceof Map<?, ?> map) || !map.containsKey("secret")) {
            return value;
        }
        Map<String, Object> ordered = new LinkedHashMap<>();
        map.forEach((key, each) -> {
            if (!key.equals("secret")) {
                ordered.put(String.valueOf(key), each);
            }
        });
        ordered.put("secret", map.get("secret"));
        return ordered;
    }

    /** The same plan for a call with other values. */
    UpstreamPlan with(ApiCall other) {
        return new UpstreamPlan(file, upstream, other, before, after, added, isNew);
    }

    boolean changes() {
        return !added.isEmpty();
    }

    /** The change in the unified format. */
    List<String> diff() {
        return LineDiff.unified(
                "cdk.json", new String(before, StandardCharsets.UTF_8), new String(after, StandardCharsets.UTF_8));
    }

    /** @throws CommandException when the file changed meanwhile */
    void write() throws IOException {
        if (!FileReplacement.replace(file, before, after)) {
            throw new CommandException("cdk.json changed meanwhile, so it is left as it is. Add the upstream "
                    + upstream.name() + " by hand, as the difference above shows.");
        }
    }

    /** A name for the upstream at a host: {@code api.github.com} becomes {@code github}. */
    static String ofHost(String host) {
        if (host.matches("[0-9.]+|\\[.*]|localhost")) {
            return "local";
        }
        List<String> labels =
                new ArrayList<>(List.of(host.toLowerCase(Locale.ROOT).split("\\.")));
        if (labels.size() > 1) {
            labels.remove(labels.size() - 1);
        }
        if (labels.size() > 1 && SECOND_LEVEL.contains(labels.get(labels.size() - 1))) {
            labels.remove(labels.size() - 1);
        }
        List<String> telling =
                labels.stream().filter(each -> !GENERIC.contains(each)).toList();
        String label = telling.isEmpty() ? labels.get(labels.size() - 1) : telling.get(telling.size() - 1);
        String name = label.replaceAll("[^a-z0-9-]", "").replaceAll("^[^a-z]+|-+$", "");
        return name.isEmpty() ? "api" : name;
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + i;
        }
        return free;
    }
}
