package dataactions.infra.environment;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import dataactions.definition.upstream.SecretName;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.UpstreamUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what the schema cannot: values that depend on other values, and texts with a grammar.
 *
 * @param name the name of the environment
 * @param settings the settings as the file has them
 * @param problems receives everything that is wrong; a setting with a problem gets no second one
 */
record EnvironmentRules(String name, JsonNode settings, List<String> problems) {
    /** AWS allows 50 on a resource; the CDK, CloudFormation and this app add some. */
    private static final int MAX_TAGS = 40;

    void check(Map<String, Upstream> upstreams, boolean local) {
        if (name.equalsIgnoreCase("pipeline")) {
            problem("", "is the name of the pipeline's own stack; choose another one");
        }
        genesys();
        frontDoor();
        keepAwake();
        inRegion("alarmsTopic");
        inRegion("kmsKey");
        tags();
        if (!local) {
            upstreams.values().forEach(this::reachable);
        }
        settings.path("checks").properties().forEach(check -> expectations(check.getKey(), check.getValue()));
    }

    private void genesys() {
        JsonNode genesys = settings.path("genesys");
        boolean hostsAreGiven = genesys.has("apiUrl") && genesys.has("loginUrl");
        text("genesys.domain")
                .flatMap(text -> GenesysDomains.problem(text, hostsAreGiven))
                .ifPresent(problem -> problem(".genesys.domain", problem));
        text("genesys.credentialsSecret")
                .flatMap(SecretName::problem)
                .ifPresent(problem -> problem(".genesys.credentialsSecret", problem));
        for (String key : List.of("genesys.apiUrl", "genesys.loginUrl")) {
            text(key)
                    .flatMap(text -> UpstreamUrl.problem(text)
                            .or(() -> URI.create(text).getRawPath().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of("expected a URL without a path, such as"
                                            + " \"https://api.mypurecloud.ie\"")))
                    .ifPresent(problem -> problem("." + key, problem));
        }
    }

    private void frontDoor() {
        Optional<String> detailed = text("frontDoor.type");
        if (detailed.or(() -> text("frontDoor")).filter("iam"::equals).isPresent()) {
            if (settings.path("genesys").isObject() && !settings.path("genesys").has("organizationId")) {
                problem(
                        ".genesys.organizationId",
                        "missing; the front door \"iam\" needs it: Genesys's AWS account may assume the role for this"
                                + " organization only. It is shown in Admin > Organization Settings");
            }
            text("genesys.domain")
                    .filter(GenesysDomains::isSovereign)
                    .ifPresent(domain -> problem(
                            ".frontDoor",
                            "\"iam\" is not possible with the domain \"" + domain + "\": Genesys's AWS account in the"
                                    + " European Sovereign Cloud is not known here; use \"url\""));
            if (settings.has("rotation")) {
                problem(".rotation", "the front door \"iam\" has no caller secret; remove this key");
            }
        } else if (detailed.isPresent() && settings.path("frontDoor").has("qualifier")) {
            problem(".frontDoor.qualifier", "is for the front door \"iam\" only; remove it");
        }
    }

    private void keepAwake() {
        JsonNode function = settings.path("function");
        if (function.path("keepAwake").booleanValue()
                && !function.path("snapStart").booleanValue()) {
            problem(
                    ".function.keepAwake",
                    "only a version with a SnapStart snapshot becomes inactive; set function.snapStart to true, or"
                            + " remove this key");
        }
    }

    /**
     * The stack's resources use it, so it has to be in the stack's region. An environment in code may have a token of
     * the CDK here.
     */
    private void inRegion(String key) {
        Optional<String> region = text("region");
        text(key)
                .filter(arn -> arn.startsWith("arn:"))
                .map(arn -> arn.split(":", 5))
                .filter(parts ->
                        parts.length == 5 && region.isPresent() && !region.get().equals(parts[3]))
                .ifPresent(parts -> problem(
                        "." + key,
                        "is in " + parts[3] + ", and the environment in " + region.get() + "; name one of its region"));
    }

    private void tags() {
        JsonNode tags = settings.path("tags");
        tags.fieldNames().forEachRemaining(key -> {
            if (key.startsWith("data-actions:")) {
                problem(".tags." + key, "the app sets the tags that begin with \"data-actions:\"; choose another key");
            }
        });
        if (tags.size() > MAX_TAGS) {
            problem(".tags", tags.size() + " tags; expected " + MAX_TAGS + " at most, since the app adds others");
        }
    }

    /** In AWS the function cannot reach the machine where {@code cdk.json} was written. */
    private void reachable(Upstream upstream) {
        upstream.urls().forEach((key, url) -> {
            if (UpstreamUrl.isThisMachine(url.getHost())) {
                problem(
                        ".upstreams." + upstream.name() + "." + key,
                        "is an address of this machine, which a Lambda function cannot reach; expected"
                                + " the API's own URL. To call a service on this machine: ./data-actions local deploy"
                                + " --upstream NAME=http://127.0.0.1:PORT");
            }
        });
    }

    private void expectations(String action, JsonNode check) {
        JsonNode expect = check.path("expect");
        if (expect.isTextual()) {
            expectation(".checks." + action + ".expect", expect.textValue());
        }
        for (int i = 0; i < (expect.isArray() ? expect.size() : 0); i++) {
            if (expect.get(i).isTextual()) {
                expectation(
                        ".checks." + action + ".expect[" + i + "]",
                        expect.get(i).textValue());
            }
        }
    }

    private void expectation(String path, String expression) {
        String example = "; expected something like data.name = \"Leanne Graham\"";
        try {
            Jsonata.jsonata(expression);
        } catch (JException e) {
            String reason =
                    e.getMessage() == null ? "unreadable" : e.getMessage().replaceAll("\\s+", " ");
            problem(path, "not JSONata at column " + e.getLocation() + ": " + reason + example);
        } catch (RuntimeException e) {
            // For some incomplete texts the parser throws exceptions that have no position.
            problem(path, "not JSONata: the expression is incomplete" + example);
        }
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(settings.at("/" + key.replace('.', '/')).textValue());
    }

    private void problem(String key, String message) {
        String where = Environments.path(name) + key + ": ";
        if (problems.stream().noneMatch(line -> line.startsWith(where))) {
            problems.add(where + message);
        }
    }

    /**
     * Checks environments that may be in one organization. Flows find an action by category and name, and people find
     * an integration by its name, so these must differ. If an organization's id is not known, environments of the same
     * domain may be in the same organization.
     */
    static List<String> neighbours(List<Environment> all) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                if (all.get(i).genesys().perhapsSameAs(all.get(j).genesys())) {
                    problems.addAll(sameNames(all.get(i), all.get(j)));
                }
            }
        }
        return problems;
    }

    private static List<String> sameNames(Environment first, Environment second) {
        boolean known = first.genesys().organizationId().isPresent()
                && second.genesys().organizationId().isPresent();
        String where = "environment \"" + first.name() + "\""
                + (known
                        ? " is in the same Genesys Cloud organization"
                        : " may be in the same Genesys Cloud organization ("
                                + first.genesys().domain() + ")");
        String otherwise = known ? "" : ", or give the organizationId of both if they are in two organizations";
        List<String> problems = new ArrayList<>();
        if (first.categorySuffix().equals(second.categorySuffix())) {
            problems.add(Environments.path(second.name()) + ".categorySuffix: " + where
                    + ", and flows tell actions apart by category and name; give one of the two another suffix,"
                    + " such as \" (" + second.name() + ")\"" + otherwise);
        }
        if (first.integrationName().equals(second.integrationName())) {
            problems.add(Environments.path(second.name()) + ".integrationName: " + where
                    + " and has the same one; give one of the two another name" + otherwise);
        }
        return problems;
    }
}
