package dataactions.registrar.resources.action;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.NewAction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The desired state of an action.
 *
 * @param action the action as the template describes it. The note of its origin is missing, because it depends on the
 *     object; {@link #configuration} adds it
 * @param requestName names the request of CloudFormation; noted on objects that it creates
 * @param knownId the id that CloudFormation knows; null if it knows none
 * @param nameBefore the previous name, if an Update changes the name
 * @param draft whether the contract is a draft, or was one before this event. Then a changed contract replaces the action.
 *     Otherwise the Update is refused
 */
record ActionProperties(
        OwnershipTag tag,
        NewAction action,
        String requestName,
        String knownId,
        Optional<String> nameBefore,
        boolean draft) {
    /** The function does the mapping, so Genesys passes its answer on unchanged. */
    static final String SUCCESS_TEMPLATE = "${rawResult}";

    static ActionProperties of(ResourceEvent event) {
        Properties properties = event.properties();
        properties.wholeNumber("Contract", 1, 999_999); // only checked here: ActionRenaming reads it
        Map<String, String> headers = new LinkedHashMap<>(properties.jsonTexts("Headers"));
        headers.put(ActionNotes.OWNER_HEADER, event.ownershipTag().text());
        String name = shortText(properties, "Name");
        return new ActionProperties(
                event.ownershipTag(),
                new NewAction(
                        name,
                        shortText(properties, "Category"),
                        properties.text("IntegrationId"),
                        properties.flag("Secure"),
                        properties.jsonObject("InputSchema"),
                        properties.jsonObject("SuccessSchema"),
                        new ActionConfiguration(
                                properties.wholeNumber("TimeoutSeconds", 1, 60),
                                properties.text("RequestUrl"),
                                properties.oneOf("RequestMethod", "POST", "GET", "PUT", "PATCH", "DELETE"),
                                headers,
                                properties.text("RequestTemplate"),
                                SUCCESS_TEMPLATE)),
                event.requestName(),
                event.physicalId(),
                event.oldProperties().lenientText("Name").filter(it -> !it.equals(name)),
                isDraft(properties) || isDraft(event.oldProperties()));
    }

    /** Only the templates of local assemblies have the property. */
    private static boolean isDraft(Properties properties) {
        return properties.lenientText("Draft").filter("true"::equals).isPresent();
    }

    private static String shortText(Properties properties, String name) {
        String text = properties.text(name);
        if (text.length() > ActionNames.LONGEST) {
            throw properties.wrong(name, "a text of at most 256 characters", null);
        }
        return text;
    }

    NewAction toCreate() {
        return new NewAction(
                action.name(),
                action.category(),
                action.integrationId(),
                action.secure(),
                action.inputSchema(),
                action.successSchema(),
                configuration(Optional.of(requestName)));
    }

    ActionConfiguration configuration(Optional<String> note) {
        ActionConfiguration it = action.configuration();
        Map<String, String> headers = new LinkedHashMap<>(it.headers());
        note.ifPresent(text -> headers.put(ActionNotes.ORIGIN_HEADER, text));
        return new ActionConfiguration(
                it.timeoutSeconds(),
                it.requestUrl(),
                it.requestMethod(),
                headers,
                it.requestTemplate(),
                it.successTemplate());
    }
}
