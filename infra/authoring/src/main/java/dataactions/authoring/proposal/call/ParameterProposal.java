package dataactions.authoring.proposal.call;

import dataactions.authoring.proposal.Credential;
import dataactions.authoring.proposal.Parameter;
import dataactions.authoring.proposal.PersonalText;
import dataactions.authoring.proposal.Piece;
import dataactions.authoring.proposal.ProposedInput;
import dataactions.authoring.proposal.Scalars;
import dataactions.authoring.proposal.SecretLook;
import dataactions.definition.upstream.HeaderNames;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which parameters of a query or of a form are inputs. */
final class ParameterProposal {
    static final int LONG_TEXT = 200;

    /** Parameters that say in which form to answer: the same in each call. */
    private static final Set<String> CONSTANT = Set.of(
            "format",
            "output",
            "version",
            "apiversion",
            "v",
            "fields",
            "include",
            "expand",
            "select",
            "embed",
            "units",
            "granttype",
            "jsonrpc",
            "responsetype",
            "alt");

    private final CallFindings findings;

    ParameterProposal(CallFindings findings) {
        this.findings = findings;
    }

    List<Parameter> parameters(String text, boolean isQuery) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : text.split("&")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = UrlText.decodedForm(equals < 0 ? pair : pair.substring(0, equals))
                    .strip();
            String value = equals < 0 ? "" : UrlText.decodedForm(pair.substring(equals + 1));
            if (isQuery && HeaderNames.isName(name) && SecretLook.isCredential(name, value)) {
                findings.prove(Credential.apiKey(true, name, value));
            } else {
                parameters.add(new Parameter(name, parameter(name, value, isQuery)));
            }
        }
        return parameters;
    }

    Piece parameter(String name, String value, boolean isQuery) {
        if (PlaceholderWord.isOutsideOfPath(value)) {
            return findings.unknown(name, !isQuery);
        }
        boolean isSecret = SecretLook.isName(name) || SecretLook.isValue(value);
        boolean isPersonal = PersonalText.isIn(value);
        if (!isSecret && !isPersonal && (value.isEmpty() || isConstant(name))) {
            if (value.length() > LONG_TEXT) {
                findings.stays(name);
            }
            return new Piece.Fixed(value);
        }
        ValueType type = isSecret || isPersonal || isPhone(name) ? ValueType.STRING : type(value);
        return new Piece.FromInput(new ProposedInput(
                findings.names().unique(name), type, !isQuery, Optional.of(Scalars.value(type, value)), "", Map.of()));
    }

    /** Whether a value must not stand in a definition unseen: it looks personal or secret, or is a long text. */
    static boolean isForInput(String value) {
        return value.length() > LONG_TEXT || PersonalText.isIn(value);
    }

    private static boolean isPhone(String name) {
        return letters(name).matches(".*(phone|mobile|fax|zip|postcode|postalcode|iban|ani|msisdn)");
    }

    private static ValueType type(String value) {
        if (value.equals("true") || value.equals("false")) {
            return ValueType.BOOLEAN;
        }
        if (value.matches("-?(0|[1-9]\\d{0,17})")) {
            return ValueType.INTEGER;
        }
        return value.matches("-?(0|[1-9]\\d{0,17})\\.\\d{1,10}") ? ValueType.NUMBER : ValueType.STRING;
    }

    /** Whether a name says in which form to answer. */
    static boolean isConstant(String name) {
        return CONSTANT.contains(letters(name));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
