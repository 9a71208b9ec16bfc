package dataactions.cli.author.create;

import dataactions.authoring.JsonFile;
import dataactions.authoring.proposal.ApiCall;
import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.writer.FileReplacement;
import dataactions.authoring.writer.JsonInsertion;
import dataactions.authoring.writer.LineDiff;
import dataactions.cli.CommandException;
import dataactions.cli.Questions;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.SecretName;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
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

    /**
     * Finds the upstream of a call, or makes one.
     *
     * @param environment whose upstreams are looked at first
     * @param name of the upstream; empty: that of an upstream with the same URL, or one made of the host
     * @param secret the name of the secret; empty: one made of the upstream's name
     */
    static UpstreamPlan of(
            ProjectUpstreams project,
            String environment,
            ApiCall call,
            Optional<String> name,
            Optional<String> secret) {
        project.check(environment);
        secret.flatMap(SecretName::problem).ifPresent(problem -> {
            throw new CommandException("--secret: " + problem + ".");
        });
        Optional<Upstream> known = known(project, environment, call, name);
        if (known.isPresent()) {
            return existing(project, known.get(), relative(call, known.get().base()));
        }
        String free = name.orElseGet(
                () -> UpstreamName.free(UpstreamName.ofHost(call.base().getHost()), project.names()));
        checkFree(project, free);
        Upstream made = new Upstream(
                free,
                call.base(),
                Optional.empty(),
                call.credential()
                        .map(each -> (Auth) each.auth(secret.orElseGet(() -> free + "/" + secretWord(each))))
                        .orElse(new Auth.None()),
                List.of());
        return new UpstreamPlan(project.file(), made, call, project.bytes(), null, List.of(), true).edited(project);
    }

    /**
     * The upstream of an answer whose call nobody knows: one that {@code cdk.json} has.
     *
     * @param name of the upstream; empty: the only one of the environment, or one that a person chooses
     */
    static UpstreamPlan ofAnswer(
            ProjectUpstreams project, String environment, Optional<String> name, Questions questions) {
        Upstream upstream = project.chosen(environment, name, questions);
        return existing(project, upstream, ApiCall.withoutPath(upstream.base()));
    }

    private static UpstreamPlan existing(ProjectUpstreams project, Upstream upstream, ApiCall call) {
        return new UpstreamPlan(project.file(), upstream, call, project.bytes(), null, List.of(), false)
                .edited(project);
    }

    private static String secretWord(Credential credential) {
        return switch (credential.type()) {
            case "basic" -> "login";
            case "bearer" -> "token";
            case "oauth2" -> "oauth-client";
            default -> "api-key";
        };
    }

    private static void checkFree(ProjectUpstreams project, String name) {
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
            throw new CommandException(
                    "--upstream-name: expected a letter, then letters, digits, \"-\" and \"_\", at most 64.");
        }
        project.environments().forEach((environment, upstreams) -> {
            if (upstreams.containsKey(name)) {
                throw new CommandException("--upstream-name " + name + ": the environment " + environment
                        + " of cdk.json has an upstream of this name with another URL or another auth. Choose another"
                        + " name.");
            }
        });
    }

    /** An upstream whose URL the call begins with, and whose auth fits the call's credential. */
    private static Optional<Upstream> known(
            ProjectUpstreams project, String environment, ApiCall call, Optional<String> name) {
        List<Map<String, Upstream>> all =
                new ArrayList<>(List.of(project.environments().get(environment)));
        all.addAll(project.environments().values());
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
        // A bearer token that a person copied often comes from OAuth 2.
        return auth.type().equals(credential.get().type())
                || auth instanceof Auth.OAuth2 && credential.get().type().equals("bearer");
    }

    private static boolean isBaseOf(URI base, ApiCall call) {
        String whole = whole(call);
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        return base.getScheme().equalsIgnoreCase(call.base().getScheme())
                && authority(base).equals(authority(call.base()))
                && (prefix.isEmpty() || whole.startsWith(prefix + "/"));
    }

    /** Host and port: https://h is https://h:443. */
    private static String authority(URI url) {
        int usual = url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return url.getHost().toLowerCase(Locale.ROOT) + ":" + (url.getPort() < 0 ? usual : url.getPort());
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

    private UpstreamPlan edited(ProjectUpstreams project) {
        String text = new String(before, StandardCharsets.UTF_8);
        Map<String, Object> value = tree(upstream);
        List<String> environments = new ArrayList<>();
        for (Map.Entry<String, Map<String, Upstream>> each :
                project.environments().entrySet()) {
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

    /** Reads the new text, so that a defect of this program cannot damage the file. */
    private void check(byte[] after, List<String> environments) {
        Map<String, Map<String, Upstream>> read = ProjectUpstreams.environments(JsonFile.parse(after));
        for (String each : environments) {
            if (!upstream.equals(read.get(each).get(upstream.name()))) {
                throw new CommandException("The upstream " + upstream.name()
                        + " cannot be written into cdk.json for the environment " + each + ". Add it by hand.");
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

    /** @throws CommandException when {@code cdk.json} cannot be written */
    void checkWritable() {
        try {
            Path real = file.toRealPath();
            if (Files.isWritable(real) && Files.isWritable(real.getParent())) {
                return;
            }
        } catch (IOException e) {
            // No such file, or a folder that cannot be entered: the same message.
        }
        throw cannotWrite();
    }

    /** Takes the upstream out again, unless the file changed meanwhile. */
    void undo() {
        try {
            FileReplacement.replace(file, after, before);
        } catch (IOException e) {
            throw cannotWrite();
        }
    }

    /** @return false if the file changed meanwhile; then it is as it was */
    boolean write() {
        try {
            return FileReplacement.replace(file, before, after);
        } catch (IOException e) {
            throw cannotWrite();
        }
    }

    private CommandException cannotWrite() {
        return new CommandException("The upstream " + upstream.name() + " cannot be written into " + file
                + ": check the permissions of the file and of its folder.");
    }
}
