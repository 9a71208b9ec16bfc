package dataactions.sandbox;

import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.sandbox.upstream.ExampleUpstreams;
import dataactions.sandbox.upstream.Examples;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The upstreams of the sandbox's functions: a server that answers as the definitions' examples do, and the upstreams
 * that are really called, with their secrets.
 */
public final class LocalUpstreams {
    private static final String EXAMPLES = "examples.json";

    private final StateFolder folder;
    private final Map<String, String> urls;
    private final SecretFiles secretFiles;
    /** Saved in the state. A deployment that is refused or rolled back does not change these two. */
    private Map<String, String> keptUrls;

    private Map<String, String> keptSecretFiles;
    /** Why secrets could not be read, since the last use of {@link #takeUnanswered}. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    private final ExampleUpstreams standIn;
    private final URI origin;

    /**
     * @param givenUrls base URLs by upstream name. An empty URL restores the default
     * @param givenSecretFiles files by the secret's name or ARN. An empty path removes the entry
     * @param notes gets a line if the saved examples cannot be read
     */
    LocalUpstreams(
            Optional<SandboxState> saved,
            Map<String, String> givenUrls,
            Map<String, String> givenSecretFiles,
            StateFolder folder,
            Ports ports,
            OpenResources open,
            Consumer<String> notes) {
        this.folder = folder;
        keptUrls = saved.map(SandboxState::upstreams).orElse(Map.of());
        urls = new LinkedHashMap<>(keptUrls);
        givenUrls.forEach((name, url) -> {
            if (url.isEmpty()) {
                urls.remove(name);
            } else {
                urls.put(name, url);
            }
        });
        keptSecretFiles = saved.map(SandboxState::secretFiles).orElse(Map.of());
        secretFiles = new SecretFiles(keptSecretFiles, givenSecretFiles);
        standIn = open.add(new ExampleUpstreams());
        standIn.use(saved(folder, notes));
        origin = ports.listen("upstream", standIn::start);
    }

    /**
     * The examples of the last deployment. A damaged file stops no command: the next deployment, also one in the same
     * command, writes the file again.
     */
    static Examples saved(StateFolder folder, Consumer<String> notes) {
        try {
            return Examples.of(folder.read(EXAMPLES));
        } catch (SandboxException | IllegalArgumentException e) {
            notes.accept("The examples " + folder.path(EXAMPLES) + " cannot be read, so no example answers for an"
                    + " upstream now. `./data-actions local deploy` writes them again.");
            return Examples.NONE;
        }
    }

    /**
     * Answers with the examples of an assembly from now on.
     *
     * @throws SandboxException when they are not JSON
     */
    void use(String examples) {
        try {
            standIn.use(Examples.of(examples));
        } catch (IllegalArgumentException e) {
            throw new SandboxException(e.getMessage() + ". Synthesise and deploy again.", e);
        }
    }

    void use(Examples examples) {
        standIn.use(examples);
    }

    /** Saves the examples of an assembly that is deployed now, and what the user gave for it. */
    void keep(String examples) {
        keptUrls = Map.copyOf(urls);
        keptSecretFiles = secretFiles.paths();
        folder.write(EXAMPLES, examples);
    }

    /** The address of the server that answers for the upstreams. */
    URI origin() {
        return origin;
    }

    /** The base URLs that the user gave, by upstream name. */
    Map<String, String> urls() {
        return urls;
    }

    Map<String, String> keptUrls() {
        return keptUrls;
    }

    Map<String, String> keptSecretFiles() {
        return keptSecretFiles;
    }

    /** The value of a secret; empty for one that the user did not give, or whose file cannot be read any more. */
    Optional<String> secret(String id) {
        try {
            return secretFiles.value(id);
        } catch (SandboxException e) {
            unreadable.add(
                    e.getMessage() + " Restore it, or run `./data-actions local deploy --secret " + id + "=FILE`.");
            return Optional.empty();
        }
    }

    /**
     * The base URLs at which functions call the upstreams.
     *
     * @param known the upstreams of the template
     * @return the base URL by upstream name; empty if the definitions' examples answer for the upstream
     */
    public Map<String, Optional<String>> called(Map<String, Upstream> known) {
        Map<String, Optional<String>> called = new LinkedHashMap<>();
        known.forEach((name, upstream) -> called.put(name, called(name, upstream)));
        return called;
    }

    private Optional<String> called(String name, Upstream upstream) {
        return LocalEnvironment.called(name, upstream.url().toString(), urls);
    }

    /**
     * Checks the secrets of the upstreams that the sandbox really calls.
     *
     * @throws SandboxException naming every secret that was not given, and every key that a secret lacks
     */
    public void checkSecrets(Map<String, Upstream> known) {
        List<String> problems = new ArrayList<>();
        known.forEach((name, upstream) -> {
            Optional<String> url = called(name, upstream);
            if (upstream.auth() instanceof Auth.WithSecret auth && url.isPresent()) {
                problem(name, url.get(), auth).ifPresent(problems::add);
            }
        });
        if (!problems.isEmpty()) {
            throw new SandboxException(String.join("\n", problems));
        }
    }

    private Optional<String> problem(String name, String url, Auth.WithSecret auth) {
        SecretForm form = auth.form();
        Optional<String> value = secretFiles.value(auth.secret());
        if (value.isEmpty()) {
            return Optional.of("The upstream " + name + " (" + url + ") needs the secret " + auth.secret()
                    + ", which the sandbox does not have. Write a file with " + form.shape() + " and give it:"
                    + " --secret " + auth.secret() + "=FILE"
                    + (urls.containsKey(name)
                            ? "; or let the definitions' examples answer for it: --upstream " + name + "="
                            : "")
                    + ".");
        }
        return form.problem(value.get())
                .map(problem -> "--secret " + auth.secret() + ": "
                        + secretFiles.paths().get(auth.secret()) + " does not hold what the upstream " + name
                        + " needs (auth " + auth.type() + "): " + problem + ". Expected " + form.shape() + ".");
    }

    /** The definitions' examples from the last deployment. */
    public Examples examples() {
        return standIn.examples();
    }

    /**
     * The calls since the last use of this method that no example answers, and the secrets whose file cannot be read. A
     * text for each, with what to do.
     */
    public List<String> takeUnanswered() {
        List<String> taken = new ArrayList<>(unreadable);
        unreadable.removeAll(taken);
        taken.addAll(standIn.takeRefusals());
        return taken;
    }

    /** A URL that a GET can call and an example answers; empty if no example has a GET. */
    public Optional<String> exampleRequest() {
        return standIn.examples().requests().stream()
                .filter(request -> request.method().equals("GET"))
                .findFirst()
                .map(request -> origin + "/" + request.upstream() + request.path());
    }
}
