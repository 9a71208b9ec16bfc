package dataactions.infra;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/**
 * CloudFormation's limits for a template, from its quotas page. The CDK only warns about most of them, and a deployment
 * would fail half-way.
 */
final class TemplateLimits {
    static final int RESOURCES = 500;
    static final int OUTPUTS = 200;
    static final int PARAMETERS = 200;
    static final int BYTES = 1024 * 1024;

    static final String REMEDY = "retire contracts that no flow uses, or split the definitions into two projects";

    private static final Json.Limits READABLE = new Json.Limits(64 * 1024 * 1024, 200);

    private TemplateLimits() {}

    /** @throws ConfigurationException naming every stack that is too large, and by how much */
    static void check(CloudAssembly assembly) {
        List<String> problems = new ArrayList<>();
        for (CloudFormationStackArtifact stack : assembly.getStacksRecursively()) {
            problems.addAll(problems(stack.getHierarchicalId(), Path.of(stack.getTemplateFullPath())));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    static List<String> problems(String stack, Path file) {
        byte[] bytes;
        Map<?, ?> template;
        try {
            bytes = Files.readAllBytes(file);
            template = (Map<?, ?>) Json.parse(bytes, READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        } catch (JsonException e) {
            throw new ConfigurationException(file + " is not a template: " + e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        count(problems, stack, template, "Resources", RESOURCES);
        count(problems, stack, template, "Outputs", OUTPUTS);
        count(problems, stack, template, "Parameters", PARAMETERS);
        if (bytes.length > BYTES) {
            problems.add(stack + ": the template has " + bytes.length + " bytes, and CloudFormation allows " + BYTES
                    + "; " + REMEDY);
        }
        return problems;
    }

    private static void count(List<String> problems, String stack, Map<?, ?> template, String section, int limit) {
        int count = template.get(section) instanceof Map<?, ?> map ? map.size() : 0;
        if (count > limit) {
            problems.add(stack + ": the template has " + count + " " + section + ", and CloudFormation allows " + limit
                    + "; " + REMEDY);
        }
    }
}
