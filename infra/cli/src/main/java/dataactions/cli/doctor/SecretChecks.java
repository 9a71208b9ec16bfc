package dataactions.cli.doctor;

import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.OAuthClient;
import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.infra.environment.Environment;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Checks whether the secrets that the environment names exist and have the right form. */
final class SecretChecks {
    private final Environment environment;
    private final Aws aws;
    private final boolean reachable;
    private final Waiting waiting;

    /** @param reachable whether AWS can be asked */
    SecretChecks(Environment environment, Aws aws, boolean reachable, Waiting waiting) {
        this.environment = environment;
        this.aws = aws;
        this.reachable = reachable;
        this.waiting = waiting;
    }

    /** The OAuth client that the registrar will use; empty if it cannot be read. */
    Optional<OAuthClient> genesys(Consumer<Finding> note) {
        String subject = "Genesys secret";
        String name = environment.genesys().credentialsSecret();
        if (!reachable) {
            note.accept(Finding.CannotTell.withoutAws(subject));
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

    /** Checks the secret of each upstream that has one. */
    void upstreams(Consumer<Finding> note) {
        Set<String> seen = new LinkedHashSet<>();
        environment.upstreams().forEach((upstream, settings) -> {
            if (!(settings.auth() instanceof Auth.WithSecret auth) || !seen.add(auth.secret() + " " + auth.type())) {
                return;
            }
            String subject = "Secret of " + upstream;
            if (!reachable) {
                note.accept(Finding.CannotTell.withoutAws(subject));
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

    /** The value; if it is empty, a finding was added. */
    private Optional<String> secret(String subject, String name, String form, Consumer<Finding> note) {
        try {
            return Optional.of(waiting.during("reading the secret " + name, () -> aws.secret(name)));
        } catch (AwsFailure e) {
            boolean deleted = e.code().equals("InvalidRequestException");
            if (e.kind() == AwsFailure.Kind.NOT_FOUND) {
                note.accept(absent(subject, name, form));
            } else if (deleted) {
                note.accept(scheduledForDeletion(subject, name));
            } else {
                note.accept(
                        e.kind() == AwsFailure.Kind.DENIED
                                ? described(subject, name)
                                : Finding.CannotTell.of(subject, e));
            }
            return Optional.empty();
        }
    }

    /** AWS has the same error for a secret that was made without a value. */
    private Finding absent(String subject, String name, String form) {
        String file = " --secret-string file://secret.json, with " + form + " in the file.";
        try {
            waiting.during("looking for the secret " + name, () -> aws.describeSecret(name));
            return new Finding.Failed(
                    subject,
                    name + " has no value",
                    "Run: aws secretsmanager put-secret-value --secret-id " + in(name) + file);
        } catch (AwsFailure e) {
            return new Finding.Failed(
                    subject,
                    "there is no secret " + name + " in " + regionOf(name),
                    // AWS issues the ARN, so a secret cannot be created with it.
                    name.startsWith("arn:")
                            ? "Correct its name in cdk.json."
                            : "Run: aws secretsmanager create-secret --name " + in(name) + file);
        }
    }

    /** The deploying person may lack the permission to read the secret. Only the functions' roles need it. */
    private Finding described(String subject, String name) {
        String remedy =
                "Check its form with credentials that may read it. The deployment allows the functions to read it.";
        try {
            Aws.SecretDescription description =
                    waiting.during("looking for the secret " + name, () -> aws.describeSecret(name));
            return description.deleted()
                    ? scheduledForDeletion(subject, name)
                    : new Finding.CannotTell(
                            subject, name + " exists, but these credentials may not read what it holds", remedy);
        } catch (AwsFailure e) {
            return e.kind() == AwsFailure.Kind.NOT_FOUND
                    ? new Finding.Failed(
                            subject, "there is no secret " + name, "Create it, or correct its name in cdk.json.")
                    : new Finding.CannotTell(subject, name + " may neither be read nor described", remedy);
        }
    }

    /** The secret's name and its region for the AWS CLI, whose default region may be another one. */
    private String in(String name) {
        return name + " --region " + regionOf(name);
    }

    private String regionOf(String name) {
        return name.startsWith("arn:") ? name.split(":", 5)[3] : aws.region().orElseThrow();
    }

    private Finding scheduledForDeletion(String subject, String name) {
        return new Finding.Failed(
                subject,
                name + " is scheduled for deletion",
                "Run: aws secretsmanager restore-secret --secret-id " + in(name));
    }

    private Finding malformed(String subject, String name, String problem, String form) {
        return new Finding.Failed(
                subject,
                name + " does not hold the JSON that is expected: " + problem,
                "Write it again: aws secretsmanager put-secret-value --secret-id " + in(name)
                        + " --secret-string file://secret.json, with " + form + " in the file.");
    }
}
