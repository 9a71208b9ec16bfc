package dataactions.genesys.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Paging;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Data actions and their drafts. An action has a published form, a draft, or both; each form is {@code {version, name,
 * category, integrationId, secure, contract: {input: {inputSchema}, output: {successSchema}}, config: {timeoutSeconds,
 * request, response}}}.
 */
public final class Actions {

    /** A built-in action. Listings show it, and nobody can change it. */
    public static final String STATIC_ID = "static_-_0a7c5a8e-3f52-4c0e-9d7b-5f0d4f6b1c11";

    private static final Set<String> FIELDS =
            Set.of("category", "name", "integrationId", "config", "contract", "secure", "version");
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "PATCH", "DELETE");
    private static final int LONGEST_NAME = 256;

    private final GenesysState state;
    private final VelocityTemplates templates;
    private final ObjectNode builtIn = builtIn();

    public Actions(GenesysState state, VelocityTemplates templates) {
        this.state = state;
        this.templates = templates;
    }

    private static ObjectNode builtIn() {
        ObjectNode form = Trees.object()
                .put("version", 1)
                .put("name", "Get Organization")
                .put("category", "Genesys Cloud Data Actions")
                .put("integrationId", "5b1d3c1e-7a44-4a55-8f0e-2f3f7a0c9d22")
                .put("secure", false);
        ObjectNode contract = form.putObject("contract");
        contract.putObject("input")
                .putObject("inputSchema")
                .put("type", "object")
                .putObject("properties");
        contract.putObject("output")
                .putObject("successSchema")
                .put("type", "object")
                .putObject("properties")
                .putObject("name")
                .put("type", "string");
        ObjectNode config = form.putObject("config").put("timeoutSeconds", 60);
        config.putObject("request")
                .put("requestUrlTemplate", "/api/v2/organizations/me")
                .put("requestType", "GET")
                .put("requestTemplate", "${input.rawRequest}")
                .putObject("headers");
        ObjectNode response = config.putObject("response").put("successTemplate", "${rawResult}");
        response.putObject("translationMap");
        response.putObject("translationMapDefaults");
        ObjectNode action = Trees.object().put("id", STATIC_ID).put("createdAt", "2020-01-01T00:00:00.000Z");
        action.set("published", form);
        return action;
    }

    public static boolean belongsTo(JsonNode action, String integrationId) {
        return form(action).path("integrationId").asText().equals(integrationId);
    }

    private static JsonNode form(JsonNode action) {
        return action.has("published") ? action.path("published") : action.path("draft");
    }

    // ---- published actions

    public RouteReply create(Call call) {
        ObjectNode form = newForm(call);
        List<String> problems = problems(form, call);
        if (!problems.isEmpty()) {
            throw GenesysError.invalid(problems);
        }
        ObjectNode action = newAction(call);
        checkName(form, action.path("id").asText(), call);
        action.set("published", form);
        state.actions.put(action.path("id").asText(), action);
        return RouteReply.ok(view(action, "published", true, true, false));
    }

    public RouteReply list(Call call) {
        return list(call, "published");
    }

    private RouteReply list(Call call, String kind) {
        List<String> ids = call.list("ids");
        boolean config = call.flag("includeConfig");
        boolean secureFilter = call.query("secure").isPresent();
        boolean secure = call.flag("secure");
        List<ObjectNode> found = new ArrayList<>();
        List<ObjectNode> all = new ArrayList<>(state.actions.values());
        all.add(0, builtIn);
        for (ObjectNode action : all) {
            JsonNode form = action.path(kind);
            boolean matches = action.has(kind)
                    && Visibility.listed(action, call)
                    && (ids.isEmpty() || ids.contains(action.path("id").asText()))
                    && call.query("name")
                            .map(part -> containsIgnoringCase(form.path("name").asText(), part))
                            .orElse(true)
                    && call.query("category")
                            .map(form.path("category").asText()::equals)
                            .orElse(true)
                    && (!secureFilter || form.path("secure").asBoolean() == secure);
            if (matches) {
                found.add(view(action, kind, config, false, false));
            }
        }
        sort(found, call);
        return RouteReply.ok(Paging.linked(call, found));
    }

    private static boolean containsIgnoringCase(String name, String part) {
        return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static void sort(List<ObjectNode> actions, Call call) {
        call.query("sortBy").ifPresent(field -> {
            Comparator<ObjectNode> order =
                    Comparator.comparing(action -> action.path(field).asText());
            boolean descending = call.query("sortOrder").orElse("ASC").equalsIgnoreCase("DESC");
            actions.sort(descending ? order.reversed() : order);
        });
    }

    public RouteReply categories(Call call) {
        Set<String> names = new TreeSet<>();
        state.actions.values().forEach(action -> {
            if (action.has("published") && Visibility.listed(action, call)) {
                names.add(action.path("published").path("category").asText());
            }
        });
        List<ObjectNode> categories = new ArrayList<>();
        names.forEach(name -> categories.add(Trees.object().put("name", name)));
        return RouteReply.ok(Paging.linked(call, categories));
    }

    public RouteReply read(Call call) {
        return RouteReply.ok(read(call, "published"));
    }

    private ObjectNode read(Call call, String kind) {
        for (String expand : call.list("expand")) {
            if (!expand.equals("contract")) {
                throw GenesysError.badRequest("Only contract can be expanded here, not " + expand + ".");
            }
        }
        return view(
                find(call, kind),
                kind,
                call.flag("includeConfig"),
                call.list("expand").contains("contract"),
                call.flag("flatten"));
    }

    /**
     * Changes name, category and configuration of a published action. The contract cannot change, because flows depend
     * on it.
     */
    public RouteReply change(Call call) {
        ObjectNode action = findForChange(call, "published");
        ObjectNode body = call.body(FIELDS);
        refuseImmutable(body, "once an action is published; make a new action instead");
        ObjectNode current = (ObjectNode) action.path("published");
        call.checkVersion(Call.version(body), current.path("version").intValue(), "action");
        ObjectNode changed = changed(current, body);
        List<String> problems = new ArrayList<>();
        names(changed, problems);
        config(changed, problems);
        if (!problems.isEmpty()) {
            throw GenesysError.invalid(problems);
        }
        checkName(changed, call.id(), call);
        action.set("published", changed);
        return RouteReply.ok(view(action, "published", true, true, false));
    }

    public RouteReply delete(Call call) {
        ObjectNode action = findForChange(call, "published");
        if (call.settings().refusesDeletingUsedActions()) {
            List<String> users = state.flows().stream()
                    .filter(flow -> flow.actionId().equals(call.id()))
                    .map(ConsumingFlow::name)
                    .toList();
            if (!users.isEmpty()) {
                throw new GenesysError(
                        409, "conflict", "The action cannot be deleted because Architect flows use it: " + users + ".");
            }
        }
        Visibility.delete(action, call.now());
        return RouteReply.empty(204);
    }

    public RouteReply template(Call call) {
        return template(call, "published");
    }

    public RouteReply schema(Call call) {
        return schema(call, "published");
    }

    private RouteReply template(Call call, String kind) {
        JsonNode config = find(call, kind).path(kind).path("config");
        return switch (call.ids().get(1)) {
            case "requesttemplate.vm" ->
                RouteReply.text(config.path("request").path("requestTemplate").asText());
            case "successtemplate.vm" ->
                RouteReply.text(config.path("response").path("successTemplate").asText());
            default -> throw GenesysError.notFound("template", call.ids().get(1));
        };
    }

    private RouteReply schema(Call call, String kind) {
        JsonNode contract = find(call, kind).path(kind).path("contract");
        JsonNode schema =
                switch (call.ids().get(1)) {
                    case "input.json" -> contract.path("input").path("inputSchema");
                    case "success.json" -> contract.path("output").path("successSchema");
                    default -> throw GenesysError.notFound("schema", call.ids().get(1));
                };
        return RouteReply.ok(call.flag("flatten") ? Flattening.schema(schema) : schema);
    }

    // ---- drafts

    /** A draft may be incomplete. Validation lists its problems, and publishing refuses it. */
    public RouteReply createDraft(Call call) {
        ObjectNode form = newForm(call);
        ObjectNode action = newAction(call);
        action.set("draft", form);
        state.actions.put(action.path("id").asText(), action);
        return RouteReply.ok(view(action, "draft", true, true, false));
    }

    public RouteReply draftOfPublished(Call call) {
        ObjectNode action = findForChange(call, "published");
        if (action.has("draft")) {
            throw new GenesysError(409, "conflict", "The action already has a draft.");
        }
        ObjectNode draft = action.path("published").deepCopy();
        action.set("draft", draft.put("version", 1));
        return RouteReply.ok(view(action, "draft", true, true, false));
    }

    public RouteReply listDrafts(Call call) {
        return list(call, "draft");
    }

    public RouteReply readDraft(Call call) {
        return RouteReply.ok(read(call, "draft"));
    }

    public RouteReply changeDraft(Call call) {
        ObjectNode action = findForChange(call, "draft");
        ObjectNode body = call.body(FIELDS);
        if (action.has("published")) {
            refuseImmutable(body, "once an action is published, not even by a draft; make a new action instead");
        } else if (Trees.get(body, "integrationId").isPresent()) {
            throw GenesysError.badRequest("'integrationId' cannot be changed; make a new draft instead.");
        }
        ObjectNode current = (ObjectNode) action.path("draft");
        call.checkVersion(Call.version(body), current.path("version").intValue(), "draft");
        action.set("draft", changed(current, body));
        return RouteReply.ok(view(action, "draft", true, true, false));
    }

    public RouteReply deleteDraft(Call call) {
        ObjectNode action = findForChange(call, "draft");
        action.remove("draft");
        if (!action.has("published")) {
            state.actions.remove(call.id());
        }
        return RouteReply.empty(204);
    }

    public RouteReply validateDraft(Call call) {
        List<String> problems = problems((ObjectNode) find(call, "draft").path("draft"), call);
        ObjectNode result = Trees.object().put("valid", problems.isEmpty());
        var errors = result.putArray("errors");
        problems.forEach(problem -> errors.add(GenesysError.badRequest(problem).body(call.correlationId())));
        return RouteReply.ok(result);
    }

    public RouteReply publish(Call call) {
        ObjectNode action = findForChange(call, "draft");
        ObjectNode body = call.body(Set.of("version"));
        ObjectNode draft = (ObjectNode) action.path("draft");
        call.checkVersion(Call.version(body), draft.path("version").intValue(), "draft");
        List<String> problems = problems(draft, call);
        if (!problems.isEmpty()) {
            throw GenesysError.invalid(problems);
        }
        checkName(draft, call.id(), call);
        int version = action.path("published").path("version").asInt(0) + 1;
        action.remove("draft");
        action.set("published", draft.put("version", version));
        return RouteReply.ok(view(action, "published", true, true, false));
    }

    public RouteReply draftTemplate(Call call) {
        return template(call, "draft");
    }

    public RouteReply draftSchema(Call call) {
        return schema(call, "draft");
    }

    // ---- both

    private static ObjectNode newAction(Call call) {
        return Trees.object().put("id", "custom_-_" + UUID.randomUUID()).put("createdAt", Visibility.text(call.now()));
    }

    private ObjectNode newForm(Call call) {
        ObjectNode body = call.body(Set.of("category", "name", "integrationId", "config", "contract", "secure"));
        List<String> problems = new ArrayList<>();
        for (String field : List.of("category", "name", "integrationId", "config", "contract")) {
            if (Trees.get(body, field).isEmpty()) {
                problems.add("An action requires a value for '" + field + "'.");
            }
        }
        if (!problems.isEmpty()) {
            throw GenesysError.invalid(problems);
        }
        String integrationId = Call.text(body, "integrationId", "An action");
        boolean exists = Visibility.write(state.integrations, integrationId)
                .filter(integration -> !Visibility.time(integration, "createdAt")
                        .plus(call.settings().delays().actionsSeeIntegration())
                        .isAfter(call.now()))
                .isPresent();
        if (!exists) {
            throw GenesysError.badRequest("There is no integration " + integrationId + ".");
        }
        ObjectNode form = Trees.object().put("version", 1);
        form.put("integrationId", integrationId);
        ObjectNode initial = Trees.object().put("secure", false);
        form.setAll(initial);
        return apply(form, body);
    }

    private static ObjectNode changed(ObjectNode current, ObjectNode body) {
        ObjectNode changed = apply(current.deepCopy(), body);
        return changed.put("version", current.path("version").intValue() + 1);
    }

    /**
     * Applies the keys of the body. A configuration replaces the old one completely, and missing keys get Genesys's
     * defaults.
     */
    private static ObjectNode apply(ObjectNode form, ObjectNode body) {
        for (String field : List.of("name", "category", "contract", "secure")) {
            Trees.get(body, field).ifPresent(value -> form.set(field, value.deepCopy()));
        }
        Trees.get(body, "config").ifPresent(given -> form.set("config", withDefaults(given)));
        return form;
    }

    private static JsonNode withDefaults(JsonNode given) {
        if (!given.isObject()) {
            throw GenesysError.badRequest("The value of 'config' must be an object.");
        }
        Call.only(given, Set.of("timeoutSeconds", "request", "response"), "'config'");
        JsonNode givenRequest = Trees.get(given, "request").orElseGet(Trees::object);
        JsonNode givenResponse = Trees.get(given, "response").orElseGet(Trees::object);
        Call.only(
                givenRequest,
                Set.of("requestUrlTemplate", "requestTemplate", "requestTemplateUri", "requestType", "headers"),
                "'config.request'");
        Call.only(
                givenResponse,
                Set.of("translationMap", "translationMapDefaults", "successTemplate", "successTemplateUri"),
                "'config.response'");
        ObjectNode config = Trees.object();
        config.set("timeoutSeconds", Trees.get(given, "timeoutSeconds").orElseGet(() -> number(60)));
        ObjectNode request = config.putObject("request");
        Trees.get(givenRequest, "requestUrlTemplate").ifPresent(url -> request.set("requestUrlTemplate", url));
        Trees.get(givenRequest, "requestType").ifPresent(method -> request.set("requestType", method));
        request.set(
                "requestTemplate",
                Trees.get(givenRequest, "requestTemplate").orElseGet(() -> text("${input.rawRequest}")));
        request.set("headers", Trees.get(givenRequest, "headers").orElseGet(Trees::object));
        ObjectNode response = config.putObject("response");
        response.set(
                "translationMap", Trees.get(givenResponse, "translationMap").orElseGet(Trees::object));
        response.set(
                "translationMapDefaults",
                Trees.get(givenResponse, "translationMapDefaults").orElseGet(Trees::object));
        response.set(
                "successTemplate", Trees.get(givenResponse, "successTemplate").orElseGet(() -> text("${rawResult}")));
        return config;
    }

    private static JsonNode text(String value) {
        return Trees.array().add(value).get(0);
    }

    private static JsonNode number(int value) {
        return Trees.array().add(value).get(0);
    }

    private List<String> problems(ObjectNode form, Call call) {
        List<String> problems = new ArrayList<>();
        names(form, problems);
        if (!form.path("secure").isBoolean()) {
            problems.add("The value of 'secure' must be true or false.");
        }
        contractShape(form.path("contract"), problems);
        problems.addAll(ContractRules.problems(form.path("contract")));
        config(form, problems);
        return problems;
    }

    private static void contractShape(JsonNode contract, List<String> problems) {
        try {
            Call.only(contract, Set.of("input", "output"), "'contract'");
            Call.only(contract.path("input"), Set.of("inputSchema"), "'contract.input'");
            Call.only(contract.path("output"), Set.of("successSchema"), "'contract.output'");
        } catch (GenesysError unknownField) {
            problems.add(unknownField.getMessage());
        }
    }

    private static void names(JsonNode form, List<String> problems) {
        for (String field : List.of("category", "name")) {
            JsonNode value = form.path(field);
            if (!value.isTextual() || value.asText().isBlank()) {
                problems.add("An action requires a non-empty text for '" + field + "'.");
            } else if (value.asText().length() > LONGEST_NAME) {
                problems.add("The value of '" + field + "' can be up to " + LONGEST_NAME + " characters long.");
            }
        }
    }

    private void config(JsonNode form, List<String> problems) {
        JsonNode config = form.path("config");
        JsonNode timeout = config.path("timeoutSeconds");
        if (!timeout.isInt() || timeout.intValue() < 1 || timeout.intValue() > 60) {
            problems.add("The value of 'config.timeoutSeconds' must be a whole number from 1 to 60.");
        }
        JsonNode request = config.path("request");
        if (request.path("requestUrlTemplate").asText("").isBlank()) {
            problems.add("An action requires a value for 'config.request.requestUrlTemplate'.");
        }
        if (!METHODS.contains(request.path("requestType").asText())) {
            problems.add("The value of 'config.request.requestType' must be GET, PUT, POST, PATCH or DELETE.");
        }
        if (!request.path("headers").isObject()) {
            problems.add("The value of 'config.request.headers' must be an object.");
        }
        for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
            if (header.getValue().isTextual()) {
                template(header.getValue(), "config.request.headers." + header.getKey(), problems);
            } else {
                problems.add("The header '" + header.getKey() + "' must be a text.");
            }
        }
        template(request.path("requestUrlTemplate"), "config.request.requestUrlTemplate", problems);
        template(request.path("requestTemplate"), "config.request.requestTemplate", problems);
        JsonNode response = config.path("response");
        template(response.path("successTemplate"), "config.response.successTemplate", problems);
        for (String map : List.of("translationMap", "translationMapDefaults")) {
            if (!response.path(map).isObject() || !response.path(map).isEmpty()) {
                problems.add("This org supports an empty 'config.response." + map
                        + "' only: it does not evaluate JSON paths.");
            }
        }
    }

    private void template(JsonNode template, String where, List<String> problems) {
        templates
                .problem(template.asText())
                .ifPresent(problem -> problems.add("'" + where + "' is not a valid Velocity template: " + problem));
    }

    private void checkName(JsonNode form, String ownId, Call call) {
        if (!call.settings().uniqueActionNames()) {
            return;
        }
        for (ObjectNode other : state.actions.values()) {
            JsonNode published = other.path("published");
            boolean same = !other.path("id").asText().equals(ownId)
                    && !other.has("deletedAt")
                    && published.path("name").equals(form.path("name"))
                    && published.path("integrationId").equals(form.path("integrationId"));
            if (same) {
                throw new GenesysError(
                        409,
                        "duplicate.value",
                        "The integration already has an action with the name '"
                                + form.path("name").asText() + "'.");
            }
        }
    }

    private static void refuseImmutable(JsonNode body, String when) {
        for (String field : List.of("contract", "secure", "integrationId")) {
            if (Trees.get(body, field).isPresent()) {
                throw GenesysError.badRequest("'" + field + "' cannot be changed " + when + ".");
            }
        }
    }

    private ObjectNode find(Call call, String kind) {
        if (call.id().equals(STATIC_ID) && kind.equals("published")) {
            return builtIn;
        }
        return Visibility.read(state.actions, call.id())
                .filter(action -> action.has(kind))
                .orElseThrow(
                        () -> GenesysError.notFound(kind.equals("draft") ? "draft of action" : "action", call.id()));
    }

    private ObjectNode findForChange(Call call, String kind) {
        if (call.id().startsWith("static_-_")) {
            throw GenesysError.badRequest("Static actions are built in and cannot be changed: " + call.id() + ".");
        }
        return Optional.of(find(call, kind))
                .filter(action -> !action.has("deletedAt"))
                .orElseThrow(() -> GenesysError.notFound("action", call.id()));
    }

    private static ObjectNode view(
            JsonNode action, String kind, boolean withConfig, boolean withContract, boolean flatten) {
        JsonNode form = action.path(kind);
        String self =
                "/api/v2/integrations/actions/" + action.path("id").asText() + (kind.equals("draft") ? "/draft" : "");
        ObjectNode view = Trees.object().put("id", action.path("id").asText());
        for (String field : List.of("name", "integrationId", "category", "version", "secure")) {
            view.set(field, form.path(field));
        }
        if (withContract) {
            view.set("contract", contractView(form.path("contract"), self, flatten));
        }
        if (withConfig) {
            // Genesys returns the text of a template only at the template's own address.
            ObjectNode config = form.path("config").deepCopy();
            ((ObjectNode) config.path("request"))
                    .put("requestTemplateUri", self + "/templates/requesttemplate.vm")
                    .remove("requestTemplate");
            ((ObjectNode) config.path("response"))
                    .put("successTemplateUri", self + "/templates/successtemplate.vm")
                    .remove("successTemplate");
            view.set("config", config);
        }
        return view.put("selfUri", self);
    }

    private static ObjectNode contractView(JsonNode contract, String self, boolean flatten) {
        JsonNode input = contract.path("input").path("inputSchema");
        JsonNode success = contract.path("output").path("successSchema");
        ObjectNode view = Trees.object();
        ObjectNode out = view.putObject("output").put("successSchemaUri", self + "/schemas/success.json");
        ObjectNode in = view.putObject("input").put("inputSchemaUri", self + "/schemas/input.json");
        out.set("successSchema", success);
        in.set("inputSchema", input);
        if (flatten) {
            out.set("successSchemaFlattened", Flattening.schema(success));
            in.set("inputSchemaFlattened", Flattening.schema(input));
        }
        return view;
    }
}
