package dataactions.infra.environment;

import dataactions.definition.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Genesys Cloud's domains, as its developer center lists its regions. The list only helps to find typing mistakes.
 * Genesys adds regions, so other domains are accepted.
 */
public final class GenesysDomains {
    static final List<String> KNOWN = List.of(
            "mypurecloud.com",
            "mypurecloud.ie",
            "mypurecloud.com.au",
            "mypurecloud.jp",
            "mypurecloud.de",
            "usw2.pure.cloud",
            "cac1.pure.cloud",
            "apne2.pure.cloud",
            "euw2.pure.cloud",
            "aps1.pure.cloud",
            "use2.us-gov-pure.cloud",
            "sae1.pure.cloud",
            "mec1.pure.cloud",
            "apne3.pure.cloud",
            "euc2.pure.cloud",
            "mxc1.pure.cloud",
            "apse1.pure.cloud",
            "edee1.eusc-pure.cloud");

    /**
     * Genesys Cloud's AWS accounts, which assume the role of an "AWS Lambda data actions" integration: the second
     * account is for FedRAMP. From
     * https://help.mypurecloud.com/articles/create-iam-resources-for-aws-lambda-data-action/
     */
    private static final String AWS_ACCOUNT = "765628985471";

    private static final String FEDRAMP_AWS_ACCOUNT = "325654371633";

    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
    private static final int SLIP = 2;

    private GenesysDomains() {}

    public static boolean isKnown(String domain) {
        return KNOWN.contains(domain);
    }

    /**
     * Whether the domain is in the AWS European Sovereign Cloud. That is a partition of AWS with accounts of its own, and
     * Genesys's account in it is not published.
     */
    static boolean isSovereign(String domain) {
        return domain.endsWith(".eusc-pure.cloud");
    }

    /** The AWS account from which Genesys Cloud invokes functions of an organization in this domain. */
    public static String awsAccount(String domain) {
        return domain.endsWith(".us-gov-pure.cloud") ? FEDRAMP_AWS_ACCOUNT : AWS_ACCOUNT;
    }

    /**
     * Finds what is wrong with a domain.
     *
     * @param hostsAreGiven whether the environment has the URLs of both Genesys hosts, so that no host is derived from
     *     the domain
     */
    static Optional<String> problem(String domain, boolean hostsAreGiven) {
        if (isKnown(domain)) {
            return Optional.empty();
        }
        String bare = bare(domain);
        if (!bare.equals(domain)) {
            return Optional.of("expected the bare domain, without scheme, \"api.\", \"login.\" or path"
                    + (LABELS.matcher(bare).matches() ? ": write \"" + bare + "\"" : ", such as \"mypurecloud.ie\""));
        }
        if (!LABELS.matcher(domain).matches()) {
            return Optional.of("expected a domain such as \"mypurecloud.ie\"");
        }
        if (hostsAreGiven) {
            return Optional.empty();
        }
        return KNOWN.stream()
                .filter(known -> Suggestion.distance(domain, known) <= SLIP)
                .min((a, b) -> Integer.compare(Suggestion.distance(domain, a), Suggestion.distance(domain, b)))
                .map(known -> "\"" + domain + "\" is no Genesys Cloud domain that is known here; did you mean \""
                        + known + "\"? (If it is a new region, give apiUrl and loginUrl as well.)");
    }

    private static String bare(String domain) {
        String bare = domain.toLowerCase(Locale.ROOT).replaceFirst("^[a-z][a-z0-9+.-]*://", "");
        bare = bare.replaceFirst("[/?#:].*$", "");
        return bare.replaceFirst("^(api|login|apps)\\.", "");
    }
}
