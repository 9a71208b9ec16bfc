package dataactions.sandbox.aws.endpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.account.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Sessions of callers that assumed a role of this account, and their permissions. It supports the parts of IAM that the
 * stack's policies use, and refuses the others: Allow statements, AWS accounts as principals, the condition
 * StringEquals on {@code sts:ExternalId}, and resources with {@code *}.
 */
final class Sessions {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TEMPORARY = "ASIA";

    private final Account account;
    private final Map<String, String> roleByKey = new ConcurrentHashMap<>();

    Sessions(Account account) {
        this.account = account;
    }

    /**
     * @param caller the 12 digits of the caller's account
     * @param externalId empty for none
     * @return the access key of the session; empty if the role does not trust the caller or does not exist
     */
    Optional<String> assume(String roleArn, String caller, String externalId) {
        return account.role(roleArn)
                .filter(role -> statements(role.trust()).stream().anyMatch(it -> trusts(it, caller, externalId)))
                .map(role -> {
                    String key = TEMPORARY
                            + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
                    roleByKey.put(key, roleArn);
                    return key;
                });
    }

    /**
     * Whether a caller with this access key may do this. A caller without a session of a role belongs to the account
     * and may do everything.
     */
    boolean allows(String accessKey, String action, String resource) {
        String assumed = roleByKey.get(accessKey);
        if (assumed == null) {
            return true;
        }
        return account.role(assumed).stream()
                .flatMap(role -> role.policies().values().stream())
                .flatMap(policy -> statements(policy).stream())
                .anyMatch(it -> allowsWithoutCondition(it)
                        && texts(it.path("Action")).contains(action)
                        && texts(it.path("Resource")).stream().anyMatch(pattern -> matches(pattern, resource)));
    }

    private static boolean allowsWithoutCondition(JsonNode statement) {
        return statement.path("Effect").asText().equals("Allow") && !statement.has("Condition");
    }

    private static boolean trusts(JsonNode statement, String caller, String externalId) {
        boolean named = texts(statement.path("Principal").path("AWS")).stream()
                .anyMatch(principal -> principal.equals(caller)
                        || principal.matches("arn:aws[a-z-]*:iam::" + Pattern.quote(caller) + ":root"));
        JsonNode condition = statement.path("Condition");
        boolean known = condition.isMissingNode()
                || condition.size() == 1
                        && condition.path("StringEquals").size() == 1
                        && texts(condition.path("StringEquals").path("sts:ExternalId"))
                                .contains(externalId);
        return statement.path("Effect").asText().equals("Allow")
                && texts(statement.path("Action")).contains("sts:AssumeRole")
                && named
                && known;
    }

    private static boolean matches(String pattern, String resource) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return resource.matches(regex);
    }

    private static List<JsonNode> statements(String document) {
        try {
            JsonNode statement = JSON.readTree(document).path("Statement");
            List<JsonNode> statements = new ArrayList<>();
            if (statement.isArray()) {
                statement.forEach(statements::add);
            } else {
                statements.add(statement);
            }
            return statements;
        } catch (JsonProcessingException e) {
            return List.of(); // Nobody writes such a policy on purpose.
        }
    }

    private static List<String> texts(JsonNode oneOrMany) {
        List<String> texts = new ArrayList<>();
        if (oneOrMany.isArray()) {
            oneOrMany.forEach(each -> texts.add(each.asText()));
        } else if (oneOrMany.isTextual()) {
            texts.add(oneOrMany.asText());
        }
        return texts;
    }
}
