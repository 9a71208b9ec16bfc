package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * {@code AWS::SecretsManager::Secret} with a given or a generated value. As in AWS, a changed GenerateSecretString
 * makes a new value. Source: Secrets Manager API reference, GetRandomPassword.
 */
public record SecretProvider(Account account, String accountId, String region, InstantSource clock, SecureRandom random)
        implements ResourceProvider {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final int MAX_LENGTH = 4096;

    public SecretProvider(Account account, String accountId, String region, InstantSource clock) {
        this(account, accountId, region, clock, new SecureRandom());
    }

    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "Name");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        String name = ResourceProperties.text(order.properties(), "Name", order.physicalId());
        if (account.secret(name).isPresent()) {
            throw new ResourceFailure("The secret " + name + " already exists.");
        }
        String arn = "arn:aws:secretsmanager:" + region + ":" + accountId + ":secret:" + name + "-"
                + choose(LOWER + UPPER + DIGITS, 6);
        String versionId = UUID.randomUUID().toString();
        account.putSecret(arn, Secret.of(name, versionId, value(order.properties()), clock.instant()));
        return new Made(arn, ResourceProperties.attributes("Id", arn));
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        String arn = order.physicalId();
        if (account.secret(arn).isEmpty()) {
            throw new ResourceFailure("The secret " + arn + " does not exist.");
        }
        if (ResourceProperties.differs(
                order.properties(), order.oldProperties(), "GenerateSecretString", "SecretString")) {
            String value = value(order.properties());
            new SecretsManager(account, clock).put(arn, UUID.randomUUID().toString(), value, List.of("AWSCURRENT"));
        }
        return new Made(arn, ResourceProperties.attributes("Id", arn));
    }

    @Override
    public void delete(Order order) {
        account.removeSecret(order.physicalId());
    }

    private String value(ObjectNode properties) throws ResourceFailure {
        if (properties.hasNonNull("SecretString")) {
            return properties.get("SecretString").asText();
        }
        if (!properties.hasNonNull("GenerateSecretString")) {
            return "";
        }
        JsonNode rules = properties.get("GenerateSecretString");
        String password = password(rules);
        if (!rules.hasNonNull("SecretStringTemplate")) {
            return password;
        }
        try {
            JsonNode template = JSON.readTree(rules.get("SecretStringTemplate").asText());
            if (template instanceof ObjectNode object && rules.hasNonNull("GenerateStringKey")) {
                object.put(rules.get("GenerateStringKey").asText(), password);
                return JSON.writeValueAsString(object);
            }
        } catch (JsonProcessingException e) {
            throw new ResourceFailure("SecretStringTemplate is not JSON.");
        }
        throw new ResourceFailure("SecretStringTemplate must be a JSON object, and GenerateStringKey must be set.");
    }

    private String password(JsonNode rules) throws ResourceFailure {
        int length = rules.path("PasswordLength").asInt(32);
        List<String> kinds = new ArrayList<>();
        addKind(kinds, rules, "ExcludeLowercase", LOWER);
        addKind(kinds, rules, "ExcludeUppercase", UPPER);
        addKind(kinds, rules, "ExcludeNumbers", DIGITS);
        addKind(kinds, rules, "ExcludePunctuation", PUNCTUATION);
        if (rules.path("IncludeSpace").asBoolean(false)) {
            kinds.add(" ");
        }
        boolean eachKind = rules.path("RequireEachIncludedType").asBoolean(true);
        if (kinds.isEmpty() || length < 1 || length > MAX_LENGTH || eachKind && length < kinds.size()) {
            throw new ResourceFailure("GenerateSecretString leaves no characters, or no room, for a password.");
        }
        List<String> characters = new ArrayList<>();
        if (eachKind) {
            kinds.forEach(kind -> characters.add(choose(kind, 1)));
        }
        String all = String.join("", kinds);
        while (characters.size() < length) {
            characters.add(choose(all, 1));
        }
        Collections.shuffle(characters, random);
        return String.join("", characters);
    }

    private static void addKind(List<String> kinds, JsonNode rules, String exclusion, String characters) {
        if (!rules.path(exclusion).asBoolean(false)) {
            StringBuilder left = new StringBuilder();
            String excluded = rules.path("ExcludeCharacters").asText("");
            characters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(c -> left.append((char) c));
            if (!left.isEmpty()) {
                kinds.add(left.toString());
            }
        }
    }

    private String choose(String from, int count) {
        StringBuilder chosen = new StringBuilder();
        for (int i = 0; i < count; i++) {
            chosen.append(from.charAt(random.nextInt(from.length())));
        }
        return chosen.toString();
    }
}
