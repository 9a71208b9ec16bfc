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
final class LiveOrg {
    private LiveOrg() {}

    /**
     * The OAuth client to ask an environment's org with: the shell's variables for this environment
     * ({@code GENESYSCLOUD_OAUTHCLIENT_ID_PROD}), the shell's variables for the one org that is asked, or the
     * environment's secret.
     *
     * @param alone whether no other org is asked: the variables without a suffix belong to one org, and must not be taken
     *     for several
     */
    static OAuthClient client(World world, Environment environment, Aws aws, boolean alone) {
        String suffix = OAuthClient.suffixOf(environment.name());
        Optional<OAuthClient> given = OAuthClient.ofShell(world.shell(), suffix);
        if (given.isEmpty() && alone) {
            given = OAuthClient.ofShell(world.shell(), "");
            given.ifPresent(client -> sameRegion(world, environment));
        }
        if (given.isPresent()) {
            return given.get();
        }
        String name = environment.genesys().credentialsSecret();
        String otherwise = " Set " + OAuthClient.ID + (alone ? "" : suffix) + " and " + OAuthClient.SECRET
                + (alone ? "" : suffix) + ", or sign in to the AWS account that holds the secret " + name + ".";
        try {
            return OAuthClient.ofSecret(aws.secret(name), "the secret " + name)
                    .orElseThrow(() -> new CommandException("The secret " + name
                            + " does not hold {\"clientId\":\"…\",\"clientSecret\":\"…\"}." + otherwise));
        } catch (AwsFailure e) {
            throw new CommandException(
                    "There is no OAuth client for environment " + environment.name() + ": the shell names none, and the"
                            + " secret " + name + " cannot be read (" + e.getMessage() + ")." + otherwise,
                    e);
        }
    }

    private static void sameRegion(World world, Environment environment) {
        String word = world.shell().getOrDefault(OAuthClient.REGION, "").strip();
        String domain = environment.genesys().domain();
        boolean derived = environment.genesys().apiUrl().equals("https://api." + domain);
        if (!derived || word.isEmpty()) {
            return;
        }
        String meant = Regions.domain(word)
                .orElseThrow(() -> new CommandException(OAuthClient.REGION + " is " + word
                        + ", which is no Genesys region known here: expected one of "
                        + String.join(", ", Regions.words()) + ", or a domain such as " + domain + "."));
        if (!meant.equals(domain)) {
            throw new CommandException(OAuthClient.REGION + " is " + word + ", but environment " + environment.name()
                    + " is in " + domain + ": choose the other environment, or another client.");
        }
    }

    /**
     * The org that the planner looks at.
     *
     * @throws CommandException when it is not the one that the environment expects
     */
    static Genesys.Organization checked(Planner planner, Optional<String> expected) {
        Genesys.Organization org = planner.organization();
        if (expected.isPresent() && !expected.get().equalsIgnoreCase(org.id())) {
            throw new CommandException("The OAuth client belongs to Genesys organization " + org.id() + " ("
                    + org.name() + "), expected " + expected.get()
                    + ": correct genesys.organizationId in cdk.json, or take another client.");
        }
        return org;
    }
}
