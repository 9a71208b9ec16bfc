package dataactions.infra.handbook;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.definition.Step;
import dataactions.definition.envelope.ErrorCode;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.handbook.page.Block;
import dataactions.infra.handbook.page.HandbookPage;
import dataactions.infra.handbook.page.HtmlWriter;
import dataactions.infra.handbook.page.Inline;
import dataactions.infra.handbook.page.MarkdownWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The page about the actions of one environment, for the person who draws a flow and has never seen a definition. It
 * depends only on the definitions and the environment, and holds no secret, no ARN and no account.
 */
public final class Handbook {
    /** The anchor of the section about faults. */
    static final String FAULTS = "faults";

    private static final String ABOUT_ARCHY = "archy";

    /** The last line of each file. A comment in HTML and in Markdown. */
    private static final String MARKER = "<!-- Written by ./data-actions docs -->";

    private final HandbookPage page;
    private final int actions;

    private Handbook(HandbookPage page, int actions) {
        this.page = page;
        this.actions = actions;
    }

    /**
     * The files of a handbook.
     *
     * @param html one file that needs nothing else
     * @param markdown the same for a wiki, without the pictures
     */
    public record Written(Path html, Path markdown) {}

    /** @throws ConfigurationException when the environment lacks an upstream of a definition */
    public static Handbook of(Environment environment, DefinitionSet definitions) {
        checkUpstreams(environment, definitions);
        List<Block.Section> sections = new ArrayList<>();
        // The page itself uses these.
        Set<String> anchors = new HashSet<>(Set.of("actions", FAULTS, ABOUT_ARCHY));
        for (Contract newest : definitions.contracts()) {
            if (newest.newest() && !newest.definition().isResultAction()) {
                List<Contract> older = definitions.contracts().stream()
                        .filter(each -> !each.newest() && each.actionName().equals(newest.actionName()))
                        .toList();
                sections.add(new ActionSection(
                                environment,
                                newest,
                                older,
                                definitions.answeredExamples(newest.actionName()),
                                anchor(newest.actionName(), anchors))
                        .section());
            }
        }
        int actions = sections.size();
        boolean isAnySlow = definitions.contracts().stream()
                .anyMatch(each -> each.definition().isSlow());
        sections.add(faults(environment, isAnySlow));
        sections.add(aboutArchy());
        String title = "Data actions of the environment " + environment.name();
        return new Handbook(new HandbookPage(title, introduction(environment), sections), actions);
    }

    private static void checkUpstreams(Environment environment, DefinitionSet definitions) {
        Set<String> problems = new TreeSet<>();
        for (Contract contract : definitions.contracts()) {
            for (Step step : contract.definition().steps()) {
                String upstream = step.request().upstream();
                if (!environment.upstreams().containsKey(upstream)) {
                    problems.add(Environments.ROOT + "." + environment.name() + ".upstreams." + upstream
                            + ": missing; action " + contract.registeredName() + " calls it. Add its URL");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(List.copyOf(problems));
        }
    }

    private static String anchor(String name, Set<String> taken) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String anchor = plain;
        for (int i = 2; !taken.add(anchor); i++) {
            anchor = plain + "-" + i;
        }
        return anchor;
    }

    private static List<Block> introduction(Environment environment) {
        return List.of(
                new Block.Paragraph(
                        Inline.marked("This page is for the person who draws flows in Architect. Find an action"
                                + " by “Call Data Action”, its category and its name. The names of inputs and outputs are those that"
                                + " Architect shows.")),
                new Block.Facts(List.of(
                        new Block.Fact("Environment", List.of(Inline.code(environment.name()))),
                        new Block.Fact(
                                "Genesys Cloud",
                                List.of(Inline.code(environment.genesys().domain()))),
                        new Block.Fact("Integration", List.of(Inline.words(environment.integrationName()))),
                        new Block.Fact(
                                "Genesys Cloud reaches the function by",
                                List.of(Inline.words(DataWay.door(environment)))))));
    }

    private static Block.Section faults(Environment environment, boolean isAnySlow) {
        boolean isUrl = environment.frontDoor() instanceof Environment.FrontDoor.Url;
        List<List<List<Inline>>> rows = new ArrayList<>();
        for (ErrorCode code : ErrorCode.values()) {
            boolean isPossible = code.isFault()
                    && (isUrl || code != ErrorCode.UNAUTHORIZED)
                    && (isAnySlow || code != ErrorCode.JOB_LOST);
            if (isPossible) {
                rows.add(List.of(
                        List.of(Inline.code(code.name())),
                        List.of(Inline.words(String.valueOf(code.httpStatus()))),
                        Inline.marked(code.when()),
                        Inline.marked(code.retried().words())));
            }
        }
        return new Block.Section(
                "Faults of every action",
                FAULTS,
                true,
                List.of(
                        new Block.Paragraph(
                                Inline.marked(
                                        "A fault is an infrastructure failure. Every flow takes the Failure"
                                                + " path. A voice flow cannot read the code. A message flow or a workflow can bind the code and"
                                                + " the message. Give the Timeout path the same branch, if the action shows one.")),
                        new Block.Table(
                                "Faults", List.of("Code", "HTTP", "When", "Upstream tried again before"), rows)));
    }

    private static Block.Section aboutArchy() {
        return new Block.Section(
                "About the Archy lines",
                ABOUT_ARCHY,
                true,
                List.of(
                        new Block.Paragraph(
                                Inline.marked("Paste the lines under `tasks` of a voice flow, or under `states` of a"
                                        + " message flow or a workflow. Replace each `Flow.…` by a variable of your flow, each `noValue`"
                                        + " of an optional input by a value, and each Update Data of a branch by what the flow does"
                                        + " there.")),
                        new Block.Paragraph(
                                Inline.marked("The lines are not tested with Archy. Their keys are those of flows"
                                        + " that Genesys publishes. Export a flow of your own, and compare, before you rely on a key. A"
                                        + " secure action is called in a secure flow; compare its key first."))));
    }

    /** How many actions it describes, without result actions. */
    public int actions() {
        return actions;
    }

    public String html() {
        return HtmlWriter.write(page) + MARKER + "\n";
    }

    public String markdown() {
        return MarkdownWriter.write(page) + "\n" + MARKER + "\n";
    }

    /** The files that {@link #write} would replace, and that are no files of a handbook. */
    public static List<Path> foreign(Path folder, String name) throws IOException {
        List<Path> foreign = new ArrayList<>();
        for (Path file : List.of(folder.resolve(name + ".html"), folder.resolve(name + ".md"))) {
            // Of any encoding: the marker is ASCII.
            if (Files.isRegularFile(file)
                    && !Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARKER)) {
                foreign.add(file);
            }
        }
        return foreign;
    }

    /**
     * Writes both files. No reader sees half a file.
     *
     * @param folder created if it does not exist
     * @param name the files' name without its ending
     */
    public Written write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        return new Written(
                save(folder.resolve(name + ".html"), html()), save(folder.resolve(name + ".md"), markdown()));
    }

    private static Path save(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.write(part, text.getBytes(StandardCharsets.UTF_8));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return file;
    }
}
