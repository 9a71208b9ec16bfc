package dataactions.cli.genesys;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of {@code GENESYSCLOUD_REGION}. CX as Code names a Genesys region by its AWS region. A domain is accepted
 * too. Source: Genesys's developer center, "Platform API regions", and its Terraform provider.
 */
public final class Regions {
    private static final Map<String, String> DOMAINS = Map.ofEntries(
            Map.entry("us-east-1", "mypurecloud.com"),
            Map.entry("eu-west-1", "mypurecloud.ie"),
            Map.entry("ap-southeast-2", "mypurecloud.com.au"),
            Map.entry("ap-northeast-1", "mypurecloud.jp"),
            Map.entry("eu-central-1", "mypurecloud.de"),
            Map.entry("us-west-2", "usw2.pure.cloud"),
            Map.entry("ca-central-1", "cac1.pure.cloud"),
            Map.entry("ap-northeast-2", "apne2.pure.cloud"),
            Map.entry("eu-west-2", "euw2.pure.cloud"),
            Map.entry("ap-south-1", "aps1.pure.cloud"),
            Map.entry("us-east-2", "use2.us-gov-pure.cloud"),
            Map.entry("sa-east-1", "sae1.pure.cloud"),
            Map.entry("me-central-1", "mec1.pure.cloud"),
            Map.entry("ap-northeast-3", "apne3.pure.cloud"),
            Map.entry("eu-central-2", "euc2.pure.cloud"),
            Map.entry("mx-central-1", "mxc1.pure.cloud"),
            Map.entry("ap-southeast-1", "apse1.pure.cloud"));

    private Regions() {}

    /** The domain of a region; empty for an unknown value. */
    public static Optional<String> domain(String word) {
        return word.contains(".") ? Optional.of(word) : Optional.ofNullable(DOMAINS.get(word));
    }

    /** The known regions, in alphabetical order. */
    public static List<String> words() {
        return DOMAINS.keySet().stream().sorted().toList();
    }
}
