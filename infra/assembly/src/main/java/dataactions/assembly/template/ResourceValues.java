package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;

/** The values of {@code Ref} and {@code Fn::GetAtt} for the resources of a template. */
public interface ResourceValues {
    JsonNode ref(String logicalId);

    JsonNode attribute(String logicalId, String name);
}
