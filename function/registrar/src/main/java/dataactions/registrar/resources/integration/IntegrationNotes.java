package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.OwnershipTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The notes of an integration. The first line is its ownership tag; for an adopted integration that line also names the
 * previous credential. The second line is its origin. All other lines were written by people, and the registrar keeps
 * them.
 */
public record IntegrationNotes(String text) {
    private static final String MANAGED = "Managed by CloudFormation: ";
    private static final String ADOPTED = "Adopted by CloudFormation: ";
    private static final String CREATED = "Created by request: ";
    private static final String FOUND = "Found by request: ";

    private static final Pattern CREDENTIAL_BEFORE = Pattern.compile(" \\(credential before: ([A-Za-z0-9-]+)\\)$");

    /** The ownership tag, of any owner. */
    public Optional<String> owner() {
        String line = firstLine().strip();
        if (line.startsWith(MANAGED)) {
            return Optional.of(line.substring(MANAGED.length()));
        }
        return line.startsWith(ADOPTED)
                ? Optional.of(CREDENTIAL_BEFORE
                        .matcher(line.substring(ADOPTED.length()))
                        .replaceFirst(""))
                : Optional.empty();
    }

    boolean carries(OwnershipTag tag) {
        return owner().filter(tag.text()::equals).isPresent();
    }

    /** Whether the owner is a resource of the tag's stack. */
    public boolean isOfStack(OwnershipTag tag) {
        return owner().flatMap(tag::logicalIdIn).isPresent();
    }

    boolean isAdopted() {
        return text.startsWith(ADOPTED);
    }

    /** The id of the credential that an adopted integration had before. */
    Optional<String> credentialBefore() {
        Matcher noted = CREDENTIAL_BEFORE.matcher(firstLine().strip());
        return noted.find() ? Optional.of(noted.group(1)) : Optional.empty();
    }

    String firstLine() {
        return text.lines().findFirst().orElse("");
    }

    Optional<String> originLine() {
        return text.lines()
                .filter(line -> line.startsWith(CREATED) || line.startsWith(FOUND))
                .findFirst();
    }

    /** Whether the registrar found the integration instead of creating it. */
    boolean isFound() {
        return originLine().filter(line -> line.startsWith(FOUND)).isPresent();
    }

    /** Whether a request whose name begins with this text created the integration. */
    boolean isCreatedBy(String start) {
        return originLine().filter(line -> line.startsWith(CREATED + start)).isPresent();
    }

    static String managedLine(OwnershipTag tag) {
        return MANAGED + tag;
    }

    /** @param credentialBefore null if the integration had none */
    static String adoptedLine(OwnershipTag tag, String credentialBefore) {
        return ADOPTED + tag + (credentialBefore == null ? "" : " (credential before: " + credentialBefore + ")");
    }

    static String createdLine(String requestName) {
        return CREATED + requestName;
    }

    static String foundLine(String requestName) {
        return FOUND + requestName;
    }

    /** Puts these lines first, and after them the lines that people wrote. */
    String with(String tagLine, Optional<String> originLine) {
        List<String> lines = new ArrayList<>(List.of(tagLine));
        originLine.ifPresent(lines::add);
        lines.addAll(linesOfPeople());
        return String.join("\n", lines);
    }

    /** Without the registrar's lines. */
    String withoutOurs() {
        return String.join("\n", linesOfPeople());
    }

    private List<String> linesOfPeople() {
        return text.lines()
                .filter(line -> Stream.of(MANAGED, ADOPTED, CREATED, FOUND).noneMatch(line::startsWith))
                .toList();
    }
}
