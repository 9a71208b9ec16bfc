package dataactions.aws;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The suffixes of AWS's host names by partition, as in the SDK's partitions.json. The same as CloudFormation's {@code
 * AWS::URLSuffix}.
 */
public final class UrlSuffix {
    private static final String COMMERCIAL = "amazonaws.com";
    private static final Map<String, String> BY_REGION_PREFIX = new LinkedHashMap<>();

    static {
        BY_REGION_PREFIX.put("cn-", "amazonaws.com.cn");
        BY_REGION_PREFIX.put("eusc-", "amazonaws.eu");
        BY_REGION_PREFIX.put("us-isob-", "sc2s.sgov.gov");
        BY_REGION_PREFIX.put("us-isof-", "csp.hci.ic.gov");
        BY_REGION_PREFIX.put("eu-isof-", "csp.hci.ic.gov");
        BY_REGION_PREFIX.put("us-iso-", "c2s.ic.gov");
        BY_REGION_PREFIX.put("eu-isoe-", "cloud.adc-e.uk");
    }

    private UrlSuffix() {}

    /** The suffix of a region's partition. */
    public static String of(String region) {
        // No stream: see "First calls" in CONTRIBUTING.
        for (Map.Entry<String, String> partition : BY_REGION_PREFIX.entrySet()) {
            if (region.startsWith(partition.getKey())) {
                return partition.getValue();
            }
        }
        return COMMERCIAL;
    }

    /** Whether a host's name ends in the suffix of one of AWS's partitions. */
    public static boolean isOfAws(String host) {
        return host.endsWith("." + COMMERCIAL)
                || BY_REGION_PREFIX.values().stream().anyMatch(suffix -> host.endsWith("." + suffix));
    }
}
