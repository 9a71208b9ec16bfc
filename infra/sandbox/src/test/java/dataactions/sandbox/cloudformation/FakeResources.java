package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Things in an account, and two kinds of providers that make them. {@code Test::Thing} is like an AWS type: a
 * changed Name replaces it. {@code Custom::Thing} is like a custom resource: its provider decides about a
 * replacement (a changed Key makes another thing) and marks its things so that it finds them again.
 */
final class FakeResources implements ResourceTypes {
    /** What exists, by physical id; the value is its properties. */
    final Map<String, ObjectNode> things = new LinkedHashMap<>();
    /** Which logical id made a thing. */
    final Map<String, String> marks = new HashMap<>();
    /** Every call, such as {@code update A thing-1}. */
    final List<String> calls = new ArrayList<>();
    /** Reasons of failures by the call's first two words. */
    final Map<String, String> failing = new HashMap<>();
    /** Whether a failing custom create or update has made its new thing by then, and says so. */
    boolean failsAfterMaking;

    @Override
    public Optional<ResourceProvider> find(String type) {
        return switch (type) {
            case "Test::Thing" -> Optional.of(new Thing());
            case "Custom::Thing" -> Optional.of(new CustomThing());
            case "Test::Inert" -> Optional.of(new InertThing());
            default -> Optional.empty();
        };
    }

    private void call(String verb, ResourceProvider.Order order, String shownId) throws ResourceFailure {
        calls.add((verb + " " + order.logicalId() + " " + shownId).trim());
        String reason = failing.get(verb + " " + order.logicalId());
        if (reason != null && !failsAfterMaking) {
            throw new ResourceFailure(reason);
        }
    }

    private ResourceProvider.Made made(String id, ObjectNode properties) {
        Map<String, JsonNode> attributes = new HashMap<>();
        attributes.put("Arn", TextNode.valueOf("arn:" + id));
        attributes.put("Value", TextNode.valueOf(properties.path("Value").asText()));
        return new ResourceProvider.Made(id, attributes);
    }

    private final class Thing implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return !oldProperties.path("Name").equals(newProperties.path("Name"))
                    || newProperties.path("Name").asText().equals("always new");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            call("create", order, "");
            things.put(order.physicalId(), order.properties());
            return made(order.physicalId(), order.properties());
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            call("update", order, "");
            things.put(order.physicalId(), order.properties());
            return made(order.physicalId(), order.properties());
        }

        @Override
        public void delete(Order order) throws ResourceFailure {
            call("delete", order, "");
            things.remove(order.physicalId());
        }
    }

    private final class CustomThing implements ResourceProvider {
        @Override
        public boolean replacesByPhysicalId() {
            return true;
        }

        private String id(Order order) {
            return order.logicalId() + "/" + order.properties().path("Key").asText();
        }

        private Made put(String verb, Order order) throws ResourceFailure {
            String id = id(order);
            things.put(id, order.properties());
            marks.put(id, order.logicalId());
            String reason = failing.get(verb + " " + order.logicalId());
            if (reason != null) {
                throw new ResourceFailure(reason, id);
            }
            return made(id, order.properties());
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            call("create", order, "");
            return put("create", order);
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            call("update", order, order.physicalId());
            return put("update", order);
        }

        @Override
        public void delete(Order order) throws ResourceFailure {
            call("delete", order, things.containsKey(order.physicalId()) ? order.physicalId() : "unknown");
            if (things.remove(order.physicalId()) == null && !order.physicalId().contains("/")) {
                // An id that was never issued: whatever carries the mark goes.
                things.keySet().removeIf(each -> order.logicalId().equals(marks.get(each)));
            }
        }
    }

    private static final class InertThing implements ResourceProvider {
        @Override
        public boolean inert() {
            return true;
        }

        @Override
        public Made create(Order order) {
            return new Made(order.physicalId(), Map.of());
        }

        @Override
        public Made update(Order order) {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            // Nothing was made.
        }
    }
}
