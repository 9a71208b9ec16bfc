package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Body;
import dataactions.authoring.proposal.PersonalText;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposalException;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.Scalars;
import dataactions.authoring.proposal.SecretLook;
import dataactions.authoring.proposal.UniqueNames;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Decides which values of a body are inputs. */
final class BodyProposal {
    private static final int MAX_BODY_INPUTS = 25;

    private final CallFindings findings;
    private int bodyInputs;
    private boolean hasManyNote;

    BodyProposal(CallFindings findings) {
        this.findings = findings;
    }

    Body body(RawCall call, String text) {
        String type = call.headers().stream()
                .filter(each -> each.getKey().equalsIgnoreCase("Content-Type"))
                .map(each -> each.getValue().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        if (type.startsWith("multipart/")) {
            throw new ProposalException(
                    "The body is a multipart form, such as of a file upload, which an action cannot send.");
        }
        boolean isJson = type.matches("[a-z0-9./+-]*json(;.*)?");
        boolean isForm = type.startsWith("application/x-www-form-urlencoded");
        boolean looksLikeJson = text.strip().matches("(?s)[\\[{].*");
        if (isJson || looksLikeJson && !type.startsWith("text/plain")) {
            return json(text);
        }
        if (isForm || type.isEmpty() && text.matches("(?s)[^<=]+=.*")) {
            return new Body.Form(new ParameterProposal(findings).parameters(text, false));
        }
        if (type.isEmpty() && !text.stripLeading().startsWith("<") || type.startsWith("text/plain")) {
            return new Body.Text(List.of(new ParameterProposal(findings).parameter("text", text, false)));
        }
        throw new ProposalException("The body is of a type that an action cannot send: expected JSON, a form"
                + " (application/x-www-form-urlencoded) or plain text.");
    }

    private Body json(String text) {
        try {
            return new Body.Json(
                    node(Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT), List.of()));
        } catch (JsonException e) {
            throw new ProposalException(
                    "The body of the call is not JSON: check its quotes. In bash put it between single quotes.");
        }
    }

    private Object node(Object value, List<String> place) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                List<String> here = new ArrayList<>(place);
                here.add(String.valueOf(key));
                object.put(String.valueOf(key), node(each, here));
            });
            return object;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> node(each, place)).toList();
        }
        return leaf(value, place);
    }

    /** Whether a text is a query of GraphQL. */
    private static boolean isQuery(String text) {
        return text.indexOf('{') >= 0
                && (text.indexOf('\n') >= 0
                        || text.matches("(?s)\\s*(\\{|query\\b|mutation\\b|subscription\\b|fragment\\b).*}\\s*")
                                && text.length() > ParameterProposal.LONG_TEXT);
    }

    private Piece leaf(Object value, List<String> place) {
        String member = place.isEmpty() ? "body" : place.get(place.size() - 1);
        String text = value == null ? "" : String.valueOf(value);
        boolean isPlaceholder = value instanceof String && PlaceholderWord.isOutsideOfPath(text);
        boolean isSecret = SecretLook.isName(member) || SecretLook.isValue(text);
        boolean isPersonal = PersonalText.isIn(text);
        // A flow does not give the text of a query. Its variables are members of their own.
        boolean isQuery = value instanceof String && isQuery(text);
        boolean isFixed = text.isEmpty() || ParameterProposal.isConstant(member) || bodyInputs >= MAX_BODY_INPUTS;
        if (value == null || isQuery && !isSecret || isFixed && !isSecret && !isPersonal) {
            if (bodyInputs >= MAX_BODY_INPUTS && !hasManyNote) {
                findings.note("The body has more than " + MAX_BODY_INPUTS
                        + " values: the first of them are inputs, the others are the same in each call.");
                hasManyNote = true;
            }
            if (ParameterProposal.isForInput(text)) {
                findings.stays(place.isEmpty() ? member : String.join(".", place));
            }
            return new Piece.Fixed(value);
        }
        bodyInputs++;
        String first = UniqueNames.camelCase(List.of(member));
        String name = findings.names().isTaken(first) && place.size() > 1
                ? findings.names().unique(place)
                : findings.names().unique(member);
        return new Piece.FromInput(new ProposedInput(
                name, Scalars.type(value), true, isPlaceholder ? Optional.empty() : Optional.of(value), "", Map.of()));
    }
}
