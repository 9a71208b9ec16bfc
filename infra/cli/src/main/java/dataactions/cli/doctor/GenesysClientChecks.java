package dataactions.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.cli.genesys.GenesysRest;
import dataactions.cli.genesys.GenesysRest.Answer;
import dataactions.cli.genesys.Network;
import dataactions.cli.genesys.OAuthClient;
import dataactions.infra.environment.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks one OAuth client in Genesys: whether it gets a token, its org, and its permissions. */
final class GenesysClientChecks {
    private final Environment environment;
    private final GenesysRest genesys;
    private final OAuthClient client;
    private final String suffix;
    private final List<String> needed;
    private final Waiting waiting;

    /**
     * @param suffix a text that distinguishes its findings from another client's; may be empty
     * @param needed the permissions that the client needs
     */
    GenesysClientChecks(
            Environment environment,
            GenesysRest genesys,
            OAuthClient client,
            String suffix,
            List<String> needed,
            Waiting waiting) {
        this.environment = environment;
        this.genesys = genesys;
        this.client = client;
        this.suffix = suffix;
        this.needed = needed;
        this.waiting = waiting;
    }

    void check(Consumer<Finding> note) {
        Optional<String> token = token(note);
        if (token.isEmpty()) {
            for (String subject : List.of("Genesys org", "Genesys grants")) {
                note.accept(new Finding.CannotTell(
                        subject + suffix, "not checked: there is no token", "Correct the Genesys credentials first."));
            }
            return;
        }
        organization(token.get(), note);
        grants(token.get(), note);
    }

    private Optional<String> token(Consumer<Finding> note) {
        String subject = "Genesys credentials" + suffix;
        String login = environment.genesys().loginUrl();
        Answer answer;
        try {
            answer = ask("asking " + login + " for a token", () -> genesys.token(client));
        } catch (Network.NoAnswer e) {
            note.accept(new Finding.CannotTell(subject, e.getMessage(), "Check the connection to " + login + "."));
            return Optional.empty();
        }
        String token = answer.body().path("access_token").asText("");
        if (answer.good() && !token.isEmpty()) {
            note.accept(new Finding.Good(subject, "the client of " + client.source() + " gets a token"));
            return Optional.of(token);
        }
        boolean limited = answer.status() == 429
                || answer.status() == 400
                        && answer.body().toString().toLowerCase(Locale.ROOT).contains("rate limit exceeded");
        if (limited || answer.status() >= 500) {
            note.accept(new Finding.CannotTell(
                    subject, login + " gives no token now: " + answer.said(), "Try again in a minute."));
        } else if (answer.good()) {
            note.accept(new Finding.Failed(
                    subject,
                    login + " answers with something else than a token",
                    "Correct genesys.domain (or genesys.loginUrl) in cdk.json."));
        } else {
            note.accept(new Finding.Failed(
                    subject,
                    "Genesys refuses the client of " + client.source() + ": " + answer.said(),
                    "Take id and secret of an OAuth client with grant type Client Credentials from Admin > Integrations >"
                            + " OAuth, of the org in " + environment.genesys().domain() + "."));
        }
        return Optional.empty();
    }

    private void organization(String token, Consumer<Finding> note) {
        String subject = "Genesys org" + suffix;
        Answer answer;
        try {
            answer = ask("reading the organization", () -> genesys.get(token, "/organizations/me"));
        } catch (Network.NoAnswer e) {
            note.accept(new Finding.CannotTell(
                    subject,
                    e.getMessage(),
                    "Check the connection to " + environment.genesys().apiUrl() + "."));
            return;
        }
        String id = answer.body().path("id").asText("");
        if (!answer.good() || id.isEmpty()) {
            note.accept(
                    answer.status() == 401
                            ? new Finding.Failed(
                                    subject,
                                    environment.genesys().apiUrl() + " does not know the token: " + answer.said(),
                                    "API and login host are of different regions: correct genesys in cdk.json.")
                            : new Finding.CannotTell(subject, answer.said(), "Try again; see Genesys's status page."));
            return;
        }
        String name = id + " (" + answer.body().path("name").asText("unnamed") + ")";
        Optional<String> expected = environment.genesys().organizationId();
        if (expected.isEmpty()) {
            note.accept(new Finding.Good(
                    subject,
                    name + "; cdk.json has no genesys.organizationId, so a deployment to any organization is"
                            + " allowed"));
        } else if (expected.get().equalsIgnoreCase(id)) {
            note.accept(new Finding.Good(subject, name + ", as expected"));
        } else {
            note.accept(new Finding.Failed(
                    subject,
                    "the client belongs to " + name + ", but genesys.organizationId is " + expected.get(),
                    suffix.isEmpty()
                            ? "Correct genesys.organizationId, or take a client of the right org."
                            : "Take a client of the right org, or correct genesys.organizationId."));
        }
    }

    private void grants(String token, Consumer<Finding> note) {
        String subject = "Genesys grants" + suffix;
        String byHand = "Compare the client's roles (Admin > Integrations > OAuth > Roles) with these permissions: "
                + String.join(", ", needed) + ".";
        Answer answer;
        try {
            answer = ask("reading the client's grants", () -> genesys.get(token, "/authorization/subjects/me"));
        } catch (Network.NoAnswer e) {
            note.accept(new Finding.CannotTell(subject, e.getMessage(), byHand));
            return;
        }
        JsonNode subjectTree = answer.body();
        if (!answer.good() || !subjectTree.path("grants").isArray()) {
            String seen = answer.status() == 403
                    ? "the client may not look at its own grants (403)"
                    : "Genesys does not say what the client may do (" + answer.said() + ")";
            note.accept(new Finding.CannotTell(subject, seen, byHand));
            return;
        }
        List<String> missing = Permissions.missing(subjectTree, needed);
        note.accept(
                missing.isEmpty()
                        ? new Finding.Good(subject, "all " + needed.size() + " permissions that are needed")
                        : new Finding.Failed(
                                subject,
                                "missing: " + String.join(", ", missing),
                                "Add them to a role (Admin > People & Permissions > Roles) and give the OAuth client that"
                                        + " role."));
    }

    /** A call that may fail without an answer. */
    private interface Ask {
        Answer answer() throws Network.NoAnswer;
    }

    private Answer ask(String what, Ask ask) throws Network.NoAnswer {
        Network.NoAnswer[] none = {null};
        Answer answer = waiting.during(what, () -> {
            try {
                return ask.answer();
            } catch (Network.NoAnswer e) {
                none[0] = e;
                return null;
            }
        });
        if (none[0] != null) {
            throw none[0];
        }
        return answer;
    }
}
