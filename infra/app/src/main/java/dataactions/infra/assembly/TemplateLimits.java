package dataactions.infra.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * CloudFormation's limits for a template, from its quotas page. The CDK only warns about most of them, and a deployment
 * would fail half-way through.
 */
public final class TemplateLimits {
    public static final int RESOURCES = 500;
    static final int OUTPUTS = 200;
    static final int PARAMETERS = 200;
    static final int BYTES = 1024 * 1024;

    public static final String REMEDY =
            "retire contracts that no flow uses, or split the definitions into two projects";

    private TemplateLimits() {}

    /** One line for each limit that a stack exceeds. */
    public static List<String> problems(String stack, Path file) {
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
        Map<?, ?> template = SynthesisedStack.read(file);
        List<String> problems = new ArrayList<>();
        count(problems, stack, template, "Resources", RESOURCES);
        count(problems, stack, template, "Outputs", OUTPUTS);
        count(problems, stack, template, "Parameters", PARAMETERS);
        if (bytes > BYTES) {
            problems.add(stack + ": the template has " + bytes + " bytes, and CloudFormation allows " + BYTES + "; "
                    + REMEDY);
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
