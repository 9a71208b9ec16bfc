package dataactions.cli.plan;

import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.genesys.Regions;
import dataactions.infra.environment.Environment;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Connects a person to the org of an environment: finds the OAuth client, and checks that it is the right org. */
public final class LiveOrg {
    private LiveOrg() {}

    /**
     * The org that an environment names.
     *
     * @param environment the environment's name
     * @param credentialsSecret name or ARN of the secret with its OAuth client
     * @param domain such as {@code mypurecloud.ie}; empty if the hosts are not derived from a domain
     */
    public record Place(String environment, String credentialsSecret, Optional<String> domain) {
        static Place of(Environment environment) {
            Environment.Genesys genesys = environment.genesys();
            return new Place(
                    environment.name(),
                    genesys.credentialsSecret(),
                    Optional.of(genesys.domain())
                            .filter(domain -> genesys.apiUrl().equals("https://api." + domain)));
        }
    }

    /**
     * The OAuth client for calls to an environment's org: the shell's variables for this environment
     * ({@code GENESYSCLOUD_OAUTHCLIENT_ID_PROD}), the shell's variables without a suffix, or the environment's secret.
     *
     * @param alone whether the command calls no other org. The variables without a suffix belong to one org, so they
     *     must not be used for several orgs
     */
    static OAuthClient client(Context context, Environment environment, Aws aws, boolean alone) {
        return client(context, Place.of(environment), aws, alone);
    }

    /** The same, for an environment that {@code cdk.json} may no longer have. */
    public static OAuthClient client(Context context, Place place, Aws aws, boolean alone) {
        String suffix = OAuthClient.suffixOf(place.environment());
        List<String> problems = new ArrayList<>();
        Optional<OAuthClient> given = fromShell(context, suffix, problems);
        if (given.isEmpty() && problems.isEmpty() && alone) {
            given = fromShell(context, "", problems);
            if (given.isPresent() || !problems.isEmpty()) {
                otherRegion(context, place).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandException(String.join("\n", problems));
        }
        if (given.isPresent()) {
            return given.get();
        }
        String name = place.credentialsSecret();
        String otherwise = " Set " + OAuthClient.ID + (alone ? "" : suffix) + " and " + OAuthClient.SECRET
                + (alone ? "" : suffix) + ", or sign in to the AWS account that holds the secret " + name + ".";
        if (aws.region().isEmpty() && !name.startsWith("arn:")) {
            throw new CommandException("There is no OAuth client for environment " + place.environment()
                    + ". The shell names none, and the secret " + name + " cannot be read without an AWS region."
                    + otherwise);
        }
        try {
            return OAuthClient.ofSecret(aws.secret(name), name)
                    .orElseThrow(() -> new CommandException("The secret " + name
                            + " does not hold {\"clientId\":\"…\",\"clientSecret\":\"…\"}." + otherwise));
        } catch (AwsFailure e) {
            throw new CommandException(
                    "There is no OAuth client for environment " + place.environment()
                            + ". The shell names none, and the secret " + name + " cannot be read ("
                            + e.getMessage() + ")." + otherwise,
                    e);
        }
    }

    /** Reports a client of which only the id or only the secret is set. */
    private static Optional<OAuthClient> fromShell(Context context, String suffix, List<String> problems) {
        try {
            return OAuthClient.ofShell(context.shell(), suffix);
        } catch (CommandException e) {
            problems.add(e.getMessage());
            return Optional.empty();
        }
    }

    /** What is wrong with the region in the shell. The client in the shell belongs to that region. */
    private static Optional<String> otherRegion(Context context, Place place) {
        String word = context.shell().getOrDefault(OAuthClient.REGION, "").strip();
        if (place.domain().isEmpty() || word.isEmpty()) {
            return Optional.empty();
        }
        String domain = place.domain().get();
        Optional<String> meant = Regions.domain(word);
        if (meant.isEmpty()) {
            return Optional.of(OAuthClient.REGION + " is " + word
                    + ", which is no Genesys region known here: expected one of "
                    + String.join(", ", Regions.words()) + ", or a domain such as " + domain + ".");
        }
        return meant.get().equals(domain)
                ? Optional.empty()
                : Optional.of(OAuthClient.REGION + " is " + word + ", but environment " + place.environment()
                        + " is in " + domain + ": choose the other environment, or another client.");
    }

    /**
     * A planner for the org of a client.
     *
     * @param api and {@code login}: the org's hosts
     */
    public static Planner planner(
            Terminal terminal, String api, String login, OAuthClient client, Planner.Stack stack) {
        return Planner.connect(api, login, client.id(), client.secret(), client.source(), stack, line -> {
            if (terminal.debug()) {
                terminal.note(line);
            }
        });
    }

    /**
     * Rewrites a failure of the planner for a person who plans. The planner is code of the registrar, so its messages
     * say what to do after a failed deployment. Here nothing was deployed.
     */
    public static String said(Failure failure) {
        if (failure.kind() == Failure.Kind.DEADLINE) {
            return failure.saying("Genesys Cloud could not be read in ten minutes.", "Run this command again later.")
                    .reason();
        }
        String remedy = failure.remedy()
                .replace("Deploy again", "Run this command again")
                .replace("deploy again", "run this command again")
                .replace("the registrar can reach", "this machine can reach");
        return failure.saying(failure.getMessage(), remedy).reason();
    }

    /**
     * The org of the planner.
     *
     * @throws CommandException when it is not the org that the environment expects
     */
    public static Genesys.Organization checked(Planner planner, Optional<String> expected) {
        Genesys.Organization org = planner.organization();
        if (expected.isPresent() && !expected.get().equalsIgnoreCase(org.id())) {
            throw new CommandException("The OAuth client belongs to Genesys organization " + org.id() + " ("
                    + org.name() + "), expected " + expected.get()
                    + ": correct genesys.organizationId in cdk.json, or take another client.");
        }
        return org;
    }
}
