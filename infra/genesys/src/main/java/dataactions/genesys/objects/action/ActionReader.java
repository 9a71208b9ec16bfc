package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Call;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.Paging;
import dataactions.genesys.api.RouteReply;
import dataactions.genesys.api.Trees;
import dataactions.genesys.objects.StoredActions;
import dataactions.genesys.objects.Visibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Answers the requests that read the published form of actions, or their drafts. */
public final class ActionReader {
    private final StoredActions actions;
    /** {@code published} or {@code draft}. */
    private final String kind;

    private ActionReader(StoredActions actions, String kind) {
        this.actions = actions;
        this.kind = kind;
    }

    public static ActionReader ofPublished(StoredActions actions) {
        return new ActionReader(actions, "published");
    }

    public static ActionReader ofDrafts(StoredActions actions) {
        return new ActionReader(actions, "draft");
    }

    public RouteReply list(Call call) {
        List<String> ids = call.list("ids");
        boolean config = call.flag("includeConfig");
        boolean secureFilter = call.query("secure").isPresent();
        boolean secure = call.flag("secure");
        List<ObjectNode> found = new ArrayList<>();
        for (ObjectNode action : actions.all()) {
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
        List<ObjectNode> categories = new ArrayList<>();
        actions.categories(call).forEach(name -> categories.add(Trees.object().put("name", name)));
        return RouteReply.ok(Paging.linked(call, categories));
    }

    public RouteReply read(Call call) {
        for (String expand : call.list("expand")) {
            if (!expand.equals("contract")) {
                throw GenesysError.badRequest("Only contract can be expanded here, not " + expand + ".");
            }
        }
        return RouteReply.ok(view(
                actions.find(call, kind),
                kind,
                call.flag("includeConfig"),
                call.list("expand").contains("contract"),
                call.flag("flatten")));
    }

    public RouteReply template(Call call) {
        JsonNode config = actions.find(call, kind).path(kind).path("config");
        return switch (call.ids().get(1)) {
            case "requesttemplate.vm" ->
                RouteReply.text(config.path("request").path("requestTemplate").asText());
            case "successtemplate.vm" ->
                RouteReply.text(config.path("response").path("successTemplate").asText());
            default -> throw GenesysError.notFound("template", call.ids().get(1));
        };
    }

    public RouteReply schema(Call call) {
        JsonNode contract = actions.find(call, kind).path(kind).path("contract");
        JsonNode schema =
                switch (call.ids().get(1)) {
                    case "input.json" -> contract.path("input").path("inputSchema");
                    case "success.json" -> contract.path("output").path("successSchema");
                    default -> throw GenesysError.notFound("schema", call.ids().get(1));
                };
        return RouteReply.ok(call.flag("flatten") ? Flattening.schema(schema) : schema);
    }

    /** The answer to a change: the whole form. */
    static RouteReply changed(JsonNode action, String kind) {
        return RouteReply.ok(view(action, kind, true, true, false));
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
