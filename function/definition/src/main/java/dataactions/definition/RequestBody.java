package dataactions.definition;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Expression;
import dataactions.definition.template.BodyTemplate;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.template.Scope;
import dataactions.definition.template.UnrenderableException;
import dataactions.definition.template.UrlEncoding;
import dataactions.definition.value.Json;
import dataactions.definition.value.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The body of a request. */
public sealed interface RequestBody {
    /** The Content-Type if the definition's headers do not set one. */
    String contentType();

    /** The inputs that it reads. */
    Set<String> variables();

    /** Its expressions on the results of steps. */
    List<Expression> expressions();

    /** The bytes; null for no body. */
    byte[] render(Scope scope);

    /** A JSON tree. */
    record OfJson(BodyTemplate tree) implements RequestBody {
        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public Set<String> variables() {
            return tree.variables();
        }

        @Override
        public List<Expression> expressions() {
            return tree.expressions();
        }

        @Override
        public byte[] render(Scope scope) {
            Object body = tree.render(scope);
            try {
                return body == null ? null : Json.write(body);
            } catch (IllegalArgumentException e) {
                throw new UnrenderableException(
                        ErrorCode.MAPPING_FAILED,
                        "The body of the request holds a value that JSON has no form for, such as a function.");
            }
        }
    }

    /**
     * Fields as an HTML form sends them.
     *
     * @param fields by name, in order; several values repeat the field, an absent value leaves it out
     */
    record OfForm(Map<String, List<PlaceholderText>> fields) implements RequestBody {
        public OfForm {
            fields = Tree.frozen(fields);
        }

        @Override
        public String contentType() {
            return "application/x-www-form-urlencoded";
        }

        @Override
        public Set<String> variables() {
            Set<String> names = new LinkedHashSet<>();
            for (PlaceholderText template : templates()) {
                names.addAll(template.variables());
            }
            return names;
        }

        @Override
        public List<Expression> expressions() {
            List<Expression> all = new ArrayList<>();
            for (PlaceholderText template : templates()) {
                all.addAll(template.expressions());
            }
            return all;
        }

        private List<PlaceholderText> templates() {
            List<PlaceholderText> templates = new ArrayList<>();
            for (List<PlaceholderText> field : fields.values()) {
                templates.addAll(field);
            }
            return templates;
        }

        @Override
        public byte[] render(Scope scope) {
            return UrlEncoding.parameters(fields, scope).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Plain text in UTF-8. */
    record OfText(PlaceholderText text) implements RequestBody {
        @Override
        public String contentType() {
            return "text/plain; charset=utf-8";
        }

        @Override
        public Set<String> variables() {
            return text.variables();
        }

        @Override
        public List<Expression> expressions() {
            return text.expressions();
        }

        @Override
        public byte[] render(Scope scope) {
            if (!text.isComplete(scope)) {
                return null;
            }
            StringBuilder all = new StringBuilder();
            for (PlaceholderText.Part part : text.parts()) {
                all.append(part.variable() ? scope.wellFormed(part, scope.text(part)) : part.text());
            }
            return all.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
