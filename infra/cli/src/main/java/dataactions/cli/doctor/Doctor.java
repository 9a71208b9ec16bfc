package dataactions.cli.doctor;

import dataactions.cli.CommandException;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.GenesysRest;
import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.genesys.Regions;
import dataactions.cli.options.QualifierOption;
import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.infra.environment.Environment;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks everything that a first deployment of one environment depends on, and changes nothing. If a check is
 * impossible because an earlier one failed, its finding says so, and the other checks continue.
 */
public final class Doctor {
    /** The lowest version that the CDK's stacks accept (rule CheckBootstrapVersion of every template). */
    private static final int LEAST_BOOTSTRAP = 6;
    /** AWS keeps this many unreserved, for functions without a reservation. */
    private static final int KEPT_UNRESERVED = 100;
    /** CloudFormation leaves a stack in these only if rollback is off. */
    private static final Set<String> PAUSED = Set.of("CREATE_FAILED", "UPDATE_FAILED");

    private final Environment environment;
    private final int worker;
    private final String qualifier;
    private final Map<String, String> shell;
    private final Aws aws;
    private final Network network;
    private final Consumer<Finding> tell;
    private final Waiting waiting;

    /** Prints what the command waits for. */
    @FunctionalInterface
    public interface Waiting {
        <T> T during(String what, Supplier<T> work);
    }

    /**
     * @param worker how many invocations the worker of slow actions reserves; 0 if there is no worker
     * @param qualifier the qualifier of the CDK bootstrap
     * @param shell the environment variables with {@code GENESYSCLOUD_…} and those of the CDK CLI
     * @param tell receives each finding at once
     */
    public Doctor(
            Environment environment,
            int worker,
            String qualifier,
            Map<String, String> shell,
            Aws aws,
            Network network,
            Consumer<Finding> tell,
            Waiting waiting) {
        this.environment = environment;
        this.worker = worker;
        this.qualifier = qualifier;
        this.shell = shell;
        this.aws = aws;
        this.network = network;
        this.tell = tell;
        this.waiting = waiting;
    }

    /** Runs every check. */
    public List<Finding> examine() {
        List<Finding> all = new ArrayList<>();
        Consumer<Finding> note = finding -> {
            all.add(finding);
            tell.accept(finding);
        };
        Optional<Aws.Identity> who = credentials(note);
        boolean region = region(note);
        boolean reachable = who.isPresent() && region;
        bootstrap(who, reachable, note);
        lambda(reachable, note);
        protection(reachable, note);
        aws.region()
                .flatMap(name -> DeploymentAdvice.snapStart(environment, name))
                .ifPresent(note);
        DeploymentAdvice.expressMode(shell).ifPresent(note);
        Map<String, OAuthClient> clients = new LinkedHashMap<>();
        genesysSecret(reachable, note).ifPresent(client -> clients.put("", client));
        upstreamSecrets(reachable, note);
        genesysHosts(note);
        shellClient(clients, note);
        genesys(clients, note);
        upstreams(note);
        return all;
    }

    private Optional<Aws.Identity> credentials(Consumer<Finding> note) {
        String subject = "AWS credentials";
        try {
            Aws.Identity who = waiting.during("asking AWS who we are", aws::identity);
            if (environment
                    .account()
                    .filter(account -> !account.equals(who.account()))
                    .isPresent()) {
                note.accept(new Finding.Failed(
                        subject,
                        "they belong to account " + who.account() + " (" + who.arn() + "), but the environment names "
                                + environment.account().get(),
                        "Choose another profile (AWS_PROFILE), or correct \"account\" of environment "
                                + environment.name() + " in cdk.json."));
                return Optional.empty();
            }
            note.accept(new Finding.Good(subject, "account " + who.account() + ", " + who.arn()));
            return Optional.of(who);
        } catch (AwsFailure e) {
            note.accept(
                    switch (e.kind()) {
                        case NO_CREDENTIALS ->
                            new Finding.Failed(
                                    subject,
                                    "there are none here: " + e.getMessage(),
                                    "Run `aws sso login` or `aws configure`, or set AWS_PROFILE.");
                        case REFUSED ->
                            new Finding.Failed(
                                    subject,
                                    "AWS refuses them (" + e.code() + ")",
                                    "They are expired or mistyped: sign in again (`aws sso login`) or correct them.");
                        default ->
                            new Finding.CannotTell(
                                    subject,
                                    e.getMessage(),
                                    "Look at the connection to AWS, and a proxy if there is one.");
                    });
            return Optional.empty();
        }
    }

    private boolean region(Consumer<Finding> note) {
        Optional<String> region = aws.region();
        region.ifPresentOrElse(
                name -> note.accept(new Finding.Good(
                        "AWS region",
                        name
                                + (environment.region().isPresent()
                                        ? " (cdk.json)"
                                        : " (this workstation's: the environment names none)"))),
                () -> note.accept(new Finding.Failed(
                        "AWS region",
                        "neither the environment nor this workstation names one",
                        "Set \"region\" of environment " + environment.name() + " in cdk.json, or AWS_REGION.")));
        return region.isPresent();
    }

    private void bootstrap(Optional<Aws.Identity> who, boolean reachable, Consumer<Finding> note) {
        String subject = "CDK bootstrap";
        if (!reachable) {
            note.accept(withoutAws(subject));
            return;
        }
        String place =
                "aws://" + who.orElseThrow().account() + "/" + aws.region().orElseThrow();
        String command = "npx cdk bootstrap " + place
                + (qualifier.equals(QualifierOption.DEFAULT) ? "" : " --qualifier " + qualifier);
        String name = "/cdk-bootstrap/" + qualifier + "/version";
        try {
            String version = waiting.during("reading " + name, () -> aws.parameter(name));
            boolean enough = version.matches("\\d{1,6}") && Integer.parseInt(version) >= LEAST_BOOTSTRAP;
            note.accept(
                    enough
                            ? new Finding.Good(subject, "version " + version + " in " + place)
                            : new Finding.Failed(
                                    subject,
                                    "version " + version + " in " + place + " is too old; " + LEAST_BOOTSTRAP
                                            + " is the least",
                                    "Run: " + command));
        } catch (AwsFailure e) {
            note.accept(
                    e.kind() == AwsFailure.Kind.NOT_FOUND
                            ? new Finding.Failed(
                                    subject,
                                    "there is none in " + place + " (no parameter " + name + ")",
                                    "Run: " + command)
                            : cannotTell(subject, e));
        }
    }

    private void protection(boolean reachable, Consumer<Finding> note) {
        String subject = "Deployed stack";
        if (!reachable) {
            note.accept(withoutAws(subject));
            return;
        }
        String name = environment.name() + "-DataActions";
        boolean desired = environment.onDestroy().protects();
        try {
            Optional<Aws.StackDescription> stack =
                    waiting.during("reading the deployed stack", () -> aws.describeStack(name));
            if (stack.isEmpty()) {
                note.accept(new Finding.Good(subject, "there is none yet"));
                return;
            }
            boolean is = stack.get().terminationProtection();
            String seen = stack.get().status() + (is ? ", protected" : ", not protected") + ", onDestroy "
                    + environment.onDestroy().word();
            if (stack.get().status().equals("DELETE_FAILED")) {
                note.accept(new Finding.Failed(
                        subject,
                        seen + ": CloudFormation refuses to update it",
                        "Run: ./data-actions live destroy --environment " + environment.name()));
            } else if (PAUSED.contains(stack.get().status())) {
                note.accept(new Finding.Warning(
                        subject,
                        seen + ": a deployment without rollback failed; express mode turns rollback off",
                        "Correct the cause, and deploy with --no-rollback (and --express, if the failed one had it)."));
            } else {
                note.accept(
                        is == desired
                                ? new Finding.Good(subject, seen)
                                : new Finding.Warning(
                                        subject,
                                        seen
                                                + (desired
                                                        ? ": nothing keeps it from being deleted"
                                                        : ": its deletion is refused"),
                                        "The next deployment with the CDK CLI sets the protection. CDK Pipelines leaves it to"
                                                + " the registrar, whose role needs"
                                                + " cloudformation:UpdateTerminationProtection."));
            }
        } catch (AwsFailure e) {
            note.accept(cannotTell(subject, e));
        }
    }

    private void lambda(boolean reachable, Consumer<Finding> note) {
        String subject = "Lambda limits";
        if (!reachable) {
            note.accept(withoutAws(subject));
            return;
        }
        try {
            Aws.LambdaLimits limits = waiting.during("reading the account's Lambda limits", aws::lambdaLimits);
            String seen = limits.concurrent() + " invocations at a time in this region, " + limits.unreserved()
                    + " of them unreserved";
            int free = Math.max(0, limits.unreserved() - KEPT_UNRESERVED);
            int function = environment.function().reservedConcurrency().orElse(0);
            int reserved = function + worker;
            String reserves = "the environment reserves "
                    + (reserved == 0 ? "none" : reserved)
                    + (worker == 0 ? "" : ", of which " + worker + " for the worker of slow actions");
            if (reserved <= free || reserved == 0) {
                note.accept(new Finding.Good(subject, seen + "; " + reserves));
            } else {
                note.accept(new Finding.Failed(
                        subject,
                        seen + "; AWS keeps " + KEPT_UNRESERVED + " unreserved, so " + free
                                + " can be reserved, and " + reserves
                                + " (without what this stack reserves today)",
                        lessConcurrency(function) + " in cdk.json, or ask AWS for more (Service Quotas, Lambda,"
                                + " Concurrent executions)."));
            }
        } catch (AwsFailure e) {
            note.accept(cannotTell(subject, e));
        }
    }

    /** The worker always reserves some. The function does so only by its key. */
    private String lessConcurrency(int function) {
        String ofWorker = "ower function.workerConcurrency";
        String ofFunction = "ower or remove function.reservedConcurrency";
        if (worker == 0) {
            return "L" + ofFunction;
        }
        return "L" + ofWorker + (function == 0 ? "" : ", or l" + ofFunction);
    }

    private Optional<OAuthClient> genesysSecret(boolean reachable, Consumer<Finding> note) {
        String subject = "Genesys secret";
        String name = environment.genesys().credentialsSecret();
        if (!reachable) {
            note.accept(withoutAws(subject));
            return Optional.empty();
        }
        SecretForm form = SecretForm.OAUTH_CLIENT;
        Optional<String> value = secret(subject, name, form.shape(), note);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        note.accept(form.problem(value.get())
                .map(problem -> malformed(subject, name, problem, form.shape()))
                .orElseGet(() -> new Finding.Good(subject, name + " holds a client id and a client secret")));
        return OAuthClient.ofSecret(value.get(), "the secret " + name);
    }

    private void upstreamSecrets(boolean reachable, Consumer<Finding> note) {
        Set<String> seen = new LinkedHashSet<>();
        environment.upstreams().forEach((upstream, settings) -> {
            if (!(settings.auth() instanceof Auth.WithSecret auth) || !seen.add(auth.secret() + " " + auth.type())) {
                return;
            }
            String subject = "Secret of " + upstream;
            if (!reachable) {
                note.accept(withoutAws(subject));
                return;
            }
            SecretForm form = auth.form();
            secret(subject, auth.secret(), form.shape(), note)
                    .ifPresent(value -> note.accept(form.problem(value)
                            .map(problem -> malformed(subject, auth.secret(), problem, form.shape()))
                            .orElseGet(() -> new Finding.Good(
                                    subject, auth.secret() + " holds " + String.join(" and ", form.keys())))));
        });
    }

    private static Finding malformed(String subject, String name, String problem, String form) {
        return new Finding.Failed(
                subject,
                name + " does not hold the JSON that is expected: " + problem,
                "Write it again: aws secretsmanager put-secret-value --secret-id " + name
                        + " --secret-string file://secret.json, with " + form + " in the file.");
    }

    /** The value; if it is empty, a finding was added. */
    private Optional<String> secret(String subject, String name, String form, Consumer<Finding> note) {
        try {
            return Optional.of(waiting.during("reading the secret " + name, () -> aws.secret(name)));
        } catch (AwsFailure e) {
            boolean deleted = e.code().equals("InvalidRequestException");
            if (e.kind() == AwsFailure.Kind.NOT_FOUND) {
                note.accept(new Finding.Failed(
                        subject,
                        "there is no secret " + name + " in " + aws.region().orElse("this region"),
                        "Run: aws secretsmanager create-secret --name " + name
                                + " --secret-string file://secret.json, with " + form + " in the file."));
            } else if (deleted) {
                note.accept(new Finding.Failed(
                        subject,
                        name + " is scheduled for deletion",
                        "Run: aws secretsmanager restore-secret --secret-id " + name));
            } else {
                note.accept(e.kind() == AwsFailure.Kind.DENIED ? described(subject, name) : cannotTell(subject, e));
            }
            return Optional.empty();
        }
    }

    /** The deploying person may lack the permission to read the secret. Only the functions' roles need it. */
    private Finding described(String subject, String name) {
        String remedy = "Look at its form as somebody who may read it; the functions' own roles are given that right.";
        try {
            Aws.SecretDescription description =
                    waiting.during("looking for the secret " + name, () -> aws.describeSecret(name));
            return description.deleted()
                    ? new Finding.Failed(
                            subject,
                            name + " is scheduled for deletion",
                            "Run: aws secretsmanager restore-secret --secret-id " + name)
                    : new Finding.CannotTell(
                            subject, name + " exists, but these credentials may not read what it holds", remedy);
        } catch (AwsFailure e) {
            return e.kind() == AwsFailure.Kind.NOT_FOUND
                    ? new Finding.Failed(
                            subject, "there is no secret " + name, "Create it, or correct its name in cdk.json.")
                    : new Finding.CannotTell(subject, name + " may neither be read nor described", remedy);
        }
    }

    private void genesysHosts(Consumer<Finding> note) {
        reach("Genesys login", environment.genesys().loginUrl(), "genesys.domain (or genesys.loginUrl)", note);
        reach("Genesys API", environment.genesys().apiUrl(), "genesys.domain (or genesys.apiUrl)", note);
        String word = shell.getOrDefault(OAuthClient.REGION, "").strip();
        boolean derived = environment
                .genesys()
                .apiUrl()
                .equals("https://api." + environment.genesys().domain());
        if (!word.isEmpty() && derived) {
            Optional<String> domain = Regions.domain(word);
            if (domain.isEmpty()) {
                note.accept(new Finding.CannotTell(
                        "Genesys region",
                        OAuthClient.REGION + " is " + word + ", which is no region known here",
                        "Compare it with genesys.domain in cdk.json, "
                                + environment.genesys().domain() + "."));
            } else if (domain.get().equals(environment.genesys().domain())) {
                note.accept(new Finding.Good("Genesys region", OAuthClient.REGION + " agrees with genesys.domain"));
            } else {
                note.accept(new Finding.Failed(
                        "Genesys region",
                        OAuthClient.REGION + " is " + word + " (" + domain.get()
                                + "), but genesys.domain in cdk.json is "
                                + environment.genesys().domain(),
                        "Correct whichever is wrong."));
            }
        }
    }

    private void shellClient(Map<String, OAuthClient> clients, Consumer<Finding> note) {
        try {
            OAuthClient.ofShell(shell, OAuthClient.suffixOf(environment.name()))
                    .or(() -> OAuthClient.ofShell(shell, ""))
                    .filter(client -> clients.values().stream()
                            .noneMatch(other -> other.id().equals(client.id())
                                    && other.secret().equals(client.secret())))
                    .ifPresent(client -> clients.put(clients.isEmpty() ? "" : " (shell)", client));
        } catch (CommandException e) {
            note.accept(new Finding.Failed("Genesys credentials", e.getMessage(), "Correct the shell's variables."));
        }
    }

    private void genesys(Map<String, OAuthClient> clients, Consumer<Finding> note) {
        if (clients.isEmpty()) {
            String remedy = "Set " + OAuthClient.ID + " and " + OAuthClient.SECRET
                    + ", or sign in to the AWS account that holds the secret.";
            for (String subject : List.of("Genesys credentials", "Genesys org", "Genesys grants")) {
                note.accept(new Finding.CannotTell(subject, "there is no OAuth client to ask with", remedy));
            }
        }
        clients.forEach((suffix, client) -> new GenesysClientChecks(
                        environment,
                        new GenesysRest(
                                network,
                                environment.genesys().apiUrl(),
                                environment.genesys().loginUrl()),
                        client,
                        suffix,
                        waiting)
                .check(note));
    }

    private void upstreams(Consumer<Finding> note) {
        environment
                .upstreams()
                .forEach((name, upstream) -> upstream.urls()
                        .forEach((key, url) -> reach(
                                (key.equals("url") ? "Upstream " : "Tokens of ") + name,
                                url.toString(),
                                "upstreams." + name + "." + key,
                                note)));
    }

    /**
     * Any answer is good, with any status: it proves that the name resolves, the certificate is valid and the service
     * runs.
     */
    private void reach(String subject, String url, String key, Consumer<Finding> note) {
        URI uri = URI.create(url);
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        Finding finding = waiting.during("calling " + host, () -> {
            try {
                return new Finding.Good(subject, host + " answers (HTTP " + network.status(uri) + ")");
            } catch (Network.NoAnswer e) {
                return new Finding.Failed(
                        subject,
                        e.getMessage(),
                        "Correct " + key + " of environment " + environment.name()
                                + " in cdk.json, or check the connection (seen from this machine; the function calls"
                                + " from AWS).");
            }
        });
        note.accept(finding);
    }

    private static Finding withoutAws(String subject) {
        return new Finding.CannotTell(
                subject, "not checked: AWS cannot be asked", "Set the AWS credentials and the region first.");
    }

    private static Finding cannotTell(String subject, AwsFailure failure) {
        return new Finding.CannotTell(
                subject,
                failure.getMessage(),
                failure.kind() == AwsFailure.Kind.DENIED
                        ? "Ask as somebody who may: " + failure.getMessage().split(":", 3)[0] + ":"
                                + failure.getMessage().split(":", 3)[1] + "."
                        : "Try again; check the connection to AWS.");
    }
}
