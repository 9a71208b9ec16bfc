package dataactions.cli.doctor;

import dataactions.cli.CommandException;
import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.GenesysRest;
import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.infra.environment.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Checks everything that a first deployment of one environment depends on, and changes nothing. If a check is
 * impossible because an earlier one failed, its finding says so, and the other checks continue.
 */
public final class Doctor {
    private final Environment environment;
    private final int worker;
    private final String qualifier;
    private final Map<String, String> shell;
    private final Aws aws;
    private final Network network;
    private final Consumer<Finding> tell;
    private final Waiting waiting;

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
        boolean reachable = new AwsAccountChecks(environment, worker, qualifier, aws, waiting).check(note);
        aws.region()
                .flatMap(name -> DeploymentAdvice.snapStart(environment, name))
                .ifPresent(note);
        DeploymentAdvice.expressMode(shell).ifPresent(note);
        SecretChecks secrets = new SecretChecks(environment, aws, reachable, waiting);
        Map<String, OAuthClient> clients = new LinkedHashMap<>();
        secrets.genesys(note).ifPresent(client -> clients.put("", client));
        secrets.upstreams(note);
        NetworkChecks hosts = new NetworkChecks(environment, shell, network, waiting);
        hosts.genesys(note);
        shellClient(clients, note);
        genesys(clients, note);
        hosts.upstreams(note);
        return all;
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
                        suffix.isEmpty() ? Permissions.NEEDED : Permissions.VIEW,
                        waiting)
                .check(suffix.isEmpty() ? note : finding -> note.accept(withoutDeployment(finding))));
    }

    /** No deployment uses the second client, so a deployment does not fail because of it. */
    private static Finding withoutDeployment(Finding finding) {
        return finding instanceof Finding.Failed failed
                ? new Finding.Warning(failed.subject(), failed.seen(), failed.remedy())
                : finding;
    }
}
