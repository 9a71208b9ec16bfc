package dataactions.sandbox.aws.account;

import dataactions.sandbox.aws.dynamodb.Tables;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The objects that the stack's resources have created in one account: functions, secrets, parameters, roles and tables.
 * Thread-safe.
 */
public final class Account {
    /** Everything in the account, as it is saved between commands. */
    public record Content(
            Map<String, LambdaFunction> functions,
            Map<String, Secret> secrets,
            Map<String, String> parameters,
            Map<String, Role> roles,
            Map<String, Tables.Content> tables) {
        public static final Content EMPTY = new Content(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

        public Content {
            // A state folder of an older version has no roles and no tables.
            roles = roles == null ? Map.of() : roles;
            tables = tables == null ? Map.of() : tables;
        }
    }

    private final Map<String, LambdaFunction> functions;
    private final Map<String, Secret> secrets;
    private final Map<String, String> parameters;
    private final Map<String, Role> roles;
    private final Tables tables;

    /** @param clock the time of the tables */
    public Account(Content content, InstantSource clock) {
        functions = new LinkedHashMap<>(content.functions());
        secrets = new LinkedHashMap<>(content.secrets());
        parameters = new LinkedHashMap<>(content.parameters());
        roles = new LinkedHashMap<>(content.roles());
        tables = new Tables(content.tables(), clock);
    }

    /** The tables of DynamoDB. */
    public Tables tables() {
        return tables;
    }

    public synchronized Content content() {
        return new Content(
                new LinkedHashMap<>(functions),
                new LinkedHashMap<>(secrets),
                new LinkedHashMap<>(parameters),
                new LinkedHashMap<>(roles),
                tables.content());
    }

    /** A function by its name, or by an ARN with or without a qualifier. */
    public synchronized Optional<LambdaFunction> function(String nameOrArn) {
        return Optional.ofNullable(functions.get(LambdaFunction.nameOf(nameOrArn)));
    }

    public synchronized List<LambdaFunction> functions() {
        return new ArrayList<>(functions.values());
    }

    public synchronized void put(LambdaFunction function) {
        functions.put(function.name(), function);
    }

    /** Changes a function; false if no function has this name. */
    public synchronized boolean change(String nameOrArn, UnaryOperator<LambdaFunction> how) {
        return functions.computeIfPresent(LambdaFunction.nameOf(nameOrArn), (name, function) -> how.apply(function))
                != null;
    }

    public synchronized void removeFunction(String name) {
        functions.remove(LambdaFunction.nameOf(name));
    }

    /** The names of the code folders that a version still uses. */
    public synchronized Set<String> codeInUse() {
        Set<String> used = new LinkedHashSet<>();
        for (LambdaFunction function : functions.values()) {
            used.add(function.latest().code());
            function.versions().values().forEach(each -> used.add(each.code()));
        }
        return used;
    }

    /** A secret by its ARN, its ARN without the six random characters, or its name. */
    public synchronized Optional<Map.Entry<String, Secret>> secret(String id) {
        return secrets.entrySet().stream()
                .filter(each -> each.getKey().equals(id)
                        || each.getKey().replaceAll("-[A-Za-z0-9]{6}$", "").equals(id)
                        || each.getValue().name().equals(id))
                .map(each -> Map.entry(each.getKey(), each.getValue()))
                .findFirst();
    }

    /** Every secret that the stack created and that has a schedule, by ARN. */
    public synchronized Map<String, Secret> rotated() {
        Map<String, Secret> rotated = new LinkedHashMap<>(secrets);
        rotated.values().removeIf(secret -> secret.rotation() == null);
        return rotated;
    }

    public synchronized void putSecret(String arn, Secret secret) {
        secrets.put(arn, secret);
    }

    /** Changes a secret; false if no secret has this ARN. */
    public synchronized boolean changeSecret(String arn, UnaryOperator<Secret> how) {
        return secrets.computeIfPresent(arn, (key, secret) -> how.apply(secret)) != null;
    }

    public synchronized void removeSecret(String arn) {
        secrets.remove(arn);
    }

    public synchronized Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    public synchronized void putParameter(String name, String value) {
        parameters.put(name, value);
    }

    public synchronized void removeParameter(String name) {
        parameters.remove(name);
    }

    /** A role by its ARN. */
    public synchronized Optional<Role> role(String arn) {
        return roles.values().stream().filter(each -> each.arn().equals(arn)).findFirst();
    }

    public synchronized void putRole(String name, Role role) {
        roles.put(name, role);
    }

    /** The policies of a role, by physical id; none if there is no such role. */
    public synchronized Map<String, String> policiesOf(String name) {
        return roles.containsKey(name) ? roles.get(name).policies() : Map.of();
    }

    public synchronized void removeRole(String name) {
        roles.remove(name);
    }

    public synchronized void changeRoles(BiFunction<String, Role, Role> how) {
        roles.replaceAll(how);
    }
}
