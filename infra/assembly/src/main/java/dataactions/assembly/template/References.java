package dataactions.assembly.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** Finds the resources that a resource refers to, and refuses every function and reference that is not supported. */
final class References {
    private final Template template;
    private final Expressions expressions;

    References(Template template, Expressions expressions) {
        this.template = template;
        this.expressions = expressions;
    }

    /** The logical ids that a resource depends on, by DependsOn or by reference. */
    List<String> of(Template.Resource resource) {
        Set<String> found = new LinkedHashSet<>();
        for (String each : resource.dependsOn()) {
            if (!template.resources().containsKey(each)) {
                throw new TemplateException(
                        "Resource " + resource.logicalId() + ": DependsOn names " + each + ", which is not declared.");
            }
            if (expressions.exists(each)) {
                found.add(each);
            }
        }
        resource.properties()
                .properties()
                .forEach(property ->
                        collect(property.getValue(), resource.logicalId() + "." + property.getKey(), found));
        found.remove("");
        return List.copyOf(found);
    }

    /** Collects the resources that a value refers to; refuses every function and reference that is not known. */
    void collect(JsonNode node, String where, Set<String> found) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), where + "[" + i + "]", found);
            }
            return;
        }
        if (node.isTextual() && node.asText().contains("{{resolve:") && !ofCustomResource(where)) {
            throw new TemplateException(where + ": dynamic references ({{resolve:…}}) are not supported.");
        }
        if (!node.isObject()) {
            return;
        }
        String function = expressions.function(node, where);
        if (function == null) {
            node.properties().forEach(each -> collect(each.getValue(), where + "." + each.getKey(), found));
            return;
        }
        JsonNode argument = node.get(function);
        switch (function) {
            case "Ref" -> refer(argument.asText(), where, found);
            case "Fn::GetAtt" -> {
                String target = Expressions.getAtt(argument, where).get(0);
                requireResource(target, where, found);
            }
            case "Fn::Sub" -> {
                JsonNode text = argument.isArray() ? argument.path(0) : argument;
                JsonNode variables = argument.isArray() ? argument.path(1) : MissingNode.getInstance();
                variables.properties().forEach(each -> collect(each.getValue(), where, found));
                Matcher matcher = Expressions.SUB.matcher(text.asText());
                while (matcher.find()) {
                    String name = matcher.group(2).trim();
                    if (matcher.group(1).isEmpty() && !variables.has(name)) {
                        int dot = name.indexOf('.');
                        if (dot > 0) {
                            requireResource(name.substring(0, dot), where, found);
                        } else {
                            refer(name, where, found);
                        }
                    }
                }
            }
            case "Fn::If" -> {
                Expressions.require(
                        argument.isArray() && argument.size() == 3, where, "Fn::If takes [condition, then, else]");
                boolean holds = expressions.condition(argument.get(0).asText());
                collect(argument.get(holds ? 1 : 2), where, found);
            }
            default -> collect(argument, where, found);
        }
    }

    private boolean ofCustomResource(String where) {
        Template.Resource resource = template.resources().get(where.split("[.\\[]", 2)[0]);
        return resource != null && resource.isCustom();
    }

    private void refer(String name, String where, Set<String> found) {
        if (expressions.isValue(name)) {
            return;
        }
        if (name.startsWith("AWS::")) {
            throw new TemplateException(where + ": pseudo parameter " + name + " is not supported.");
        }
        requireResource(name, where, found);
    }

    private void requireResource(String name, String where, Set<String> found) {
        if (!template.resources().containsKey(name)) {
            throw new TemplateException(
                    where + " refers to '" + name + "', which is neither a parameter nor a resource of the template.");
        }
        if (!expressions.exists(name)) {
            throw new TemplateException(where + " refers to '" + name + "', whose condition does not hold.");
        }
        found.add(name);
    }
}
