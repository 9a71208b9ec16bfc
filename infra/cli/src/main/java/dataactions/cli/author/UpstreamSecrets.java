package dataactions.cli.author;

import dataactions.aws.SecretVersion;
import dataactions.cli.CommandException;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.handler.upstream.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The secrets of the upstreams that a definition calls: from a file, from the environment, or from Secrets Manager, in
 * this order. Each secret is read once. No message contains a value.
 */
final class UpstreamSecrets implements SecretSource {
    private static final String VARIABLE = "DATA_ACTIONS_SECRET_";
    /** The limit of Secrets Manager, for each of a few secrets in a file. */
    private static final long MAX_BYTES = 1_000_000;

    private final Optional<Path> file;
    private final Map<String, String> shell;
    private final Supplier<Aws> aws;
    private final Map<String, String> found = new HashMap<>();
    /** The names of the secrets that were needed so far. */
    private final Set<String> needed = new TreeSet<>();

    /** @param aws connects to the account; used only if neither file nor environment has a secret */
    UpstreamSecrets(Optional<Path> file, Map<String, String> shell, Supplier<Aws> aws) {
        this.file = file;
        this.shell = shell;
        this.aws = aws;
    }

    /**
     * Says which secrets another run may need: a file with one secret without its name must not serve two of them.
     *
     * @param names the names of secrets
     */
    void mayNeed(Collection<String> names) {
        needed.addAll(names);
    }

    /**
     * Reads the secrets of the upstreams of a run.
     *
     * @throws CommandException when there is none, or when it does not have the form that its auth needs
     */
    void load(Collection<Upstream> upstreams) {
        upstreams.forEach(each -> {
            if (each.auth() instanceof Auth.WithSecret auth) {
                needed.add(auth.secret());
            }
        });
        upstreams.forEach(this::load);
    }

    private void load(Upstream upstream) {
        if (!(upstream.auth() instanceof Auth.WithSecret auth) || found.containsKey(auth.secret())) {
            return;
        }
        SecretForm form = auth.form();
        String text;
        String where;
        Optional<String> given = inFile(auth.secret(), form);
        String variable = variable(auth.secret());
        if (given.isPresent()) {
            text = given.get();
            where = "--secrets " + file.get();
        } else if (!shell.getOrDefault(variable, "").isBlank()) {
            text = inForm(shell.get(variable), form);
            where = "the environment variable " + variable;
        } else {
            text = inAws(upstream, auth.secret(), form);
            where = "the secret " + auth.secret() + " in Secrets Manager";
        }
        form.problem(text).ifPresent(problem -> {
            throw new CommandException("The upstream " + upstream.name() + " needs a secret of the form " + form.shape()
                    + ", and in " + where + " " + problem + ".");
        });
        found.put(auth.secret(), text);
    }

    @Override
    public SecretVersion read(String secretId, String stage) {
        return new SecretVersion(found.get(secretId), null);
    }

    /** The name of the variable for a secret, such as {@code DATA_ACTIONS_SECRET_USERS_API_KEY}. */
    static String variable(String secret) {
        String name = secret.replaceFirst("^arn:.*:secret:", "");
        return VARIABLE + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The file is one secret, which then is the only one that is needed, or an object of secrets by their names. */
    private Optional<String> inFile(String secret, SecretForm form) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String place = "--secrets " + file.get() + ": ";
        String expected = "expected a JSON object such as " + form.shape() + ", or an object of such objects by the"
                + " secrets' names.";
        Object tree;
        try {
            if (!Files.isRegularFile(file.get())) {
                throw new CommandException(place + "there is no such file: correct the path.");
            }
            if (Files.size(file.get()) > MAX_BYTES) {
                throw new CommandException(place + "larger than a secret can be; " + expected);
            }
            tree = Json.parse(Files.readAllBytes(file.get()), Json.Limits.DEFAULT);
        } catch (JsonException e) {
            throw new CommandException(place + "not JSON; " + expected);
        } catch (IOException e) {
            throw new CommandException(place + "cannot be read: check its permissions.");
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new CommandException(place + expected);
        }
        if (map.get(secret) instanceof Map<?, ?> one) {
            return Optional.of(Json.writeString(one));
        }
        boolean isMany = !map.isEmpty() && map.values().stream().allMatch(Map.class::isInstance);
        if (!isMany && needed.size() > 1) {
            throw new CommandException(place + "holds one secret without its name, and " + String.join(", ", needed)
                    + " are needed: write each under its name, such as {\"" + secret + "\": " + form.shape() + "}.");
        }
        return isMany ? Optional.empty() : Optional.of(Json.writeString(map));
    }

    /** A variable may hold the value alone if the secret has one key only. */
    private static String inForm(String text, SecretForm form) {
        boolean isAlone = form.keys().size() == 1 && !text.strip().startsWith("{");
        return isAlone ? Json.writeString(Map.of(form.keys().get(0), text.strip())) : text;
    }

    private String inAws(Upstream upstream, String secret, SecretForm form) {
        String why;
        try (Aws account = aws.get()) {
            return account.secret(secret);
        } catch (AwsFailure e) {
            why = switch (e.kind()) {
                case NO_CREDENTIALS -> "there are no AWS credentials";
                case NOT_FOUND -> "AWS has no such secret";
                default -> e.getMessage();
            };
        } catch (CommandException e) {
            why = e.getMessage();
        }
        throw new CommandException("The upstream " + upstream.name() + " needs the secret " + secret
                + ". Not in Secrets Manager: " + why.strip().replaceFirst("\\.$", "") + ". Give it by a file with "
                + form.shape() + " (--secrets FILE), by the environment variable " + variable(secret)
                + ", or sign in to the AWS account that holds it.");
    }
}
