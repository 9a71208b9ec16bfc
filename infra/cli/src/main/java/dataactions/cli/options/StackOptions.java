package dataactions.cli.options;

import dataactions.infra.environment.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The AWS account and region of a deployed stack. */
public final class StackOptions {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    @Option(
            names = "--account",
            paramLabel = "DIGITS",
            description = "AWS account of the stack; default: the environment's, or that of the AWS credentials.")
    private String account;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            description = "AWS region of the stack; default: the environment's, or this workstation's.")
    private String region;

    public Optional<String> account(Optional<Environment> environment) {
        return Optional.ofNullable(account).or(() -> environment.flatMap(Environment::account));
    }

    /** The region from the command line. */
    public Optional<String> region() {
        return Optional.ofNullable(region);
    }

    public boolean isGiven() {
        return account != null || region != null;
    }

    /** What is wrong with the options, one sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (account != null && !ACCOUNT.matcher(account).matches()) {
            problems.add("--account " + account + ": expected the 12 digits of an AWS account.");
        }
        if (region != null && !REGION.matcher(region).matches()) {
            problems.add("--region " + region + ": expected an AWS region such as eu-west-1.");
        }
        return problems;
    }
}
