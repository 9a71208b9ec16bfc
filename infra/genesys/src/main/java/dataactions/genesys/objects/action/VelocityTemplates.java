package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.api.Trees;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.apache.velocity.util.introspection.SecureUberspector;

/**
 * Renders Velocity templates. As in Velocity, {@code ${input.x}} of an unknown name prints the reference itself, and
 * {@code $!{input.x}} prints nothing.
 */
public final class VelocityTemplates {

    /** Shared by all orgs: it has no state, and creating one is slow. */
    private static final VelocityEngine ENGINE = engine();

    private static VelocityEngine engine() {
        VelocityEngine engine = new VelocityEngine();
        // No access to files or classes, because a template is untrusted text.
        engine.setProperty(RuntimeConstants.RESOURCE_LOADERS, "string");
        engine.setProperty("resource.loader.string.class", StringResourceLoader.class.getName());
        engine.setProperty(RuntimeConstants.UBERSPECT_CLASSNAME, SecureUberspector.class.getName());
        engine.setProperty(RuntimeConstants.MAX_NUMBER_LOOPS, "10000");
        // Inputs may have hyphens in their names.
        engine.setProperty(RuntimeConstants.PARSER_HYPHEN_ALLOWED, "true");
        engine.init();
        return engine;
    }

    /** The syntax error of a template, if there is one. */
    public Optional<String> problem(String template) {
        try {
            render(template, Map.of());
            return Optional.empty();
        } catch (ParseErrorException syntax) {
            return Optional.of(firstLine(syntax));
        } catch (VelocityException needsValues) {
            return Optional.empty();
        }
    }

    /**
     * The rendered text.
     *
     * @param values the values of {@code ${name…}}
     * @throws VelocityException when the template is not valid Velocity or a method in it fails
     */
    public String render(String template, Map<String, Object> values) {
        VelocityContext context = new VelocityContext(new HashMap<>(values));
        context.put("esc", new Escape());
        StringWriter out = new StringWriter();
        ENGINE.evaluate(context, out, "template", template);
        return out.toString();
    }

    public static String firstLine(VelocityException failure) {
        Throwable cause = failure instanceof MethodInvocationException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown");
    }

    /** Converts a JSON value to a plain object that a template can print. Null stays null. */
    public static Object plain(JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isNull() ? null : value.toString();
    }

    /** {@code $esc}: escapes a value for its place. Public, because Velocity calls public methods only. */
    public static final class Escape {

        /** Escapes a value for a place between the quotes of a JSON string. */
        public String jsonString(Object value) {
            String quoted = Trees.write(Trees.array().add(String.valueOf(value)));
            return quoted.substring(2, quoted.length() - 2);
        }

        /** Escapes a value for a path segment or a query parameter. */
        public String url(Object value) {
            return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8)
                    .replace("+", "%20");
        }
    }
}
