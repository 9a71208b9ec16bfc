package dataactions.sandbox.aws.account;

import java.util.Map;

/**
 * A role; its name is its key in {@link Account.Content}. Only callers that assume it are checked against it. The
 * functions' own roles are not checked.
 *
 * @param trust the trust policy: who may assume the role, as JSON
 * @param policies what the role may do: policies as JSON, by physical id
 */
public record Role(String arn, String trust, Map<String, String> policies) {
    public Role withPolicy(String id, String document) {
        return new Role(arn, trust, ChangedMap.with(policies, id, document));
    }

    public Role withoutPolicy(String id) {
        return new Role(arn, trust, ChangedMap.without(policies, id));
    }
}
