package dataactions.cli.plan;

import dataactions.cli.ActionsCommand.World;
import dataactions.cli.CommandException;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.genesys.OAuthClient;
import dataactions.cli.genesys.Regions;
import dataactions.infra.Environment;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.plan.Planner;
import java.util.Optional;

/** How the org of an environment is reached by a person: with which OAuth client, and that it is the right org. */
public final class LiveOrg {
    private LiveOrg() {}

    /**
     * Where an environment says that its org is.
     *
     * @param environment its name
     * @param credentialsSecret name or ARN of the secret with its OAuth client
     * @param domain such as {@code mypurecloud.ie}; empty where the hosts are not derived from one
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
     * The OAuth client to ask an environment's org with: the shell's variables for this environment
     * ({@code GENESYSCLOUD_OAUTHCLIENT_ID_PROD}), the shell's variables for the one org that is asked, or the
     * environment's secret.
     *
     * @param alone whether no other org is asked: the variables without a suffix belong to one org, and must not be taken
     *     for several
     */
    static OAuthClient client(World world, Environment environment, Aws aws, boolean alone) {
        return client(world, Place.of(environment), aws, alone);
    }

    /** The same, of an environment that may not be in {@code cdk.json} any more. */
    public static OAuthClient client(World world, Place place, Aws aws, boolean alone) {
        String suffix = OAuthClient.suffixOf(place.environment());
        Optional<OAuthClient> given = OAuthClient.ofShell(world.shell(), suffix);
        if (given.isEmpty() && alone) {
            given = OAuthClient.ofShell(world.shell(), "");
            given.ifPresent(client -> sameRegion(world, place));
        }
        if (given.isPresent()) {
            return given.get();
        }
        String name = place.credentialsSecret();
        String otherwise = " Set " + OAuthClient.ID + (alone ? "" : suffix) + " and " + OAuthClient.SECRET
                + (alone ? "" : suffix) + ", or sign in to the AWS account that holds the secret " + name + ".";
        try {
            return OAuthClient.ofSecret(aws.secret(name), "the secret " + name)
                    .orElseThrow(() -> new CommandException("The secret " + name
                            + " does not hold {\"clientId\":\"…\",\"clientSecret\":\"…\"}." + otherwise));
        } catch (AwsFailure e) {
            throw new CommandException(
                    "There is no OAuth client for environment " + place.environment()
                            + ": the shell names none, and the" + " secret " + name + " cannot be read ("
                            + e.getMessage() + ")." + otherwise,
                    e);
        }
    }

    private static void sameRegion(World world, Place place) {
        String word = world.shell().getOrDefault(OAuthClient.REGION, "").strip();
        if (place.domain().isEmpty() || word.isEmpty()) {
            return;
        }
        String domain = place.domain().get();
        String meant = Regions.domain(word)
                .orElseThrow(() -> new CommandException(OAuthClient.REGION + " is " + word
                        + ", which is no Genesys region known here: expected one of "
                        + String.join(", ", Regions.words()) + ", or a domain such as " + domain + "."));
        if (!meant.equals(domain)) {
            throw new CommandException(OAuthClient.REGION + " is " + word + ", but environment " + place.environment()
                    + " is in " + domain + ": choose the other environment, or another client.");
        }
    }

    /**
     * The org that the planner looks at.
     *
     * @throws CommandException when it is not the one that the environment expects
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
