package dataactions.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns an upstream's answer into an {@link Outcome}: declared errors first, then the status, then the outputs.
 *
 * <p>The same code interprets live answers and the definitions' examples.
 */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Interprets one answer. Never throws for anything an upstream can send.
     *
     * @param inputs as {@link Binding} bound them; {@code $input} of the expressions
     */
    public static Outcome interpret(ActionDefinition action, Map<String, Object> inputs, UpstreamResponse response) {
        DeclaredError declared = action.errors().get(response.status());
        if (declared != null) {
            return new Outcome.Declared(declared.code(), declared.message());
        }
        int status = response.status();
        if (status < 200 || status >= 300) {
            return failure(status);
        }
        try {
            Mapping mapping =
                    new Mapping(Map.of("input", inputs, "status", (long) status, "headers", response.headers()));
            Map<String, Object> data = mapping.object("", action.outputs(), response.body());
            return new Outcome.Mapped(data, mapping.report());
        } catch (MappingException e) {
            return new Outcome.Failed(ErrorCode.MAPPING_FAILED, e.getMessage());
        }
    }

    private static Outcome.Failed failure(int status) {
        String answered = "The upstream answered " + status;
        if (status == 404) {
            return new Outcome.Failed(ErrorCode.NOT_FOUND, "The upstream has no such resource (404).");
        }
        if (status == 401 || status == 403) {
            return new Outcome.Failed(
                    ErrorCode.UPSTREAM_UNAUTHORIZED, answered + ": it does not accept this system's credentials.");
        }
        if (status == 429) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_THROTTLED, answered + ": too many requests.");
        }
        if (status >= 500) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_UNAVAILABLE, answered + ".");
        }
        if (status >= 400) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_REJECTED, answered + ": it rejected the request.");
        }
        return new Outcome.Failed(ErrorCode.UPSTREAM_INVALID, answered + ", where 2xx or an error was expected.");
    }

    /** A value that does not fit, or is not there; to the caller {@link ErrorCode#MAPPING_FAILED}. */
    private static final class MappingException extends RuntimeException {
        MappingException(String message) {
            super(message, null, false, false);
        }
    }

    /** One run over the outputs of an action. */
    private static final class Mapping {
        private final Map<String, Object> bindings;
        private final Map<String, FieldReport.How> hows = new LinkedHashMap<>();

        Mapping(Map<String, Object> bindings) {
            this.bindings = bindings;
        }

        List<FieldReport> report() {
            List<FieldReport> report = new ArrayList<>(hows.size());
            hows.forEach((field, how) -> report.add(new FieldReport(field, how)));
            return report;
        }

        /**
         * The outputs that have a value.
         *
         * @param prefix of their paths: empty, or an object's path and a dot
         */
        Map<String, Object> object(String prefix, Map<String, Output> outputs, Object context) {
            Map<String, Object> object = new LinkedHashMap<>();
            outputs.forEach((name, output) -> {
                Object value = output(prefix + name, name, output, context);
                if (value != null) {
                    object.put(name, value);
                }
            });
            return object;
        }

        private Object output(String field, String name, Output output, Object context) {
            if (output.constant() != null) {
                return noted(field, FieldReport.How.CONSTANT, output.constant());
            }
            Object found = evaluate(field, name, output, context);
            boolean empty = found == null || output.defaultWhenEmpty() && "".equals(found);
            if (!empty) {
                return fit(field, output, found);
            }
            if (output.defaultValue() != null) {
                return noted(field, FieldReport.How.DEFAULTED, output.defaultValue());
            }
            if (output.required()) {
                throw new MappingException("Output " + field + ": expected "
                        + output.type().word() + ", found nothing in the upstream's answer.");
            }
            if (output.type() == ValueType.ARRAY) {
                return noted(field, FieldReport.How.DEFAULTED, List.of());
            }
            return noted(field, FieldReport.How.MISSING, null);
        }

        private Object evaluate(String field, String name, Output output, Object context) {
            if (output.from() == null && context instanceof Map<?, ?> object) {
                return object.get(name);
            }
            Expression from = output.from() == null ? Expression.member(name) : output.from();
            try {
                return from.evaluate(context, bindings);
            } catch (Expression.EvaluationException e) {
                throw new MappingException("Output " + field + ": its expression failed on the upstream's answer ("
                        + e.getMessage() + ").");
            }
        }

        private Object fit(String field, Output output, Object found) {
            if (output.type() == ValueType.ARRAY) {
                return array(field, output, found);
            }
            if (output.type() == ValueType.OBJECT) {
                if (!(found instanceof Map)) {
                    throw mismatch(field, output, found);
                }
                noted(field, FieldReport.How.FOUND, found);
                return object(field + ".", output.properties(), found);
            }
            ValueType.Fitted fitted = output.type().fit(found);
            if (fitted == null) {
                throw mismatch(field, output, found);
            }
            return noted(field, fitted.converted() ? FieldReport.How.CONVERTED : FieldReport.How.FOUND, fitted.value());
        }

        /** JSONata gives one match as the value itself: for an array that is a list of one. */
        private List<Object> array(String field, Output output, Object found) {
            List<?> elements = found instanceof List<?> list ? list : List.of(found);
            List<Object> array = new ArrayList<>(elements.size());
            noted(field, FieldReport.How.FOUND, array);
            for (Object element : elements) {
                if (element != null) {
                    array.add(fit(field + "[]", output.items(), element));
                }
            }
            return array;
        }

        private static MappingException mismatch(String field, Output output, Object found) {
            return new MappingException("Output " + field + ": expected "
                    + output.type().word() + ", found " + ValueType.describe(found) + ".");
        }

        private <T> T noted(String field, FieldReport.How how, T value) {
            hows.merge(field, how, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            return value;
        }
    }
}
