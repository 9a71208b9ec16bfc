package dataactions.infra.handbook;

import dataactions.authoring.ArchitectVariable;
import dataactions.authoring.DefinitionSet.AnsweredExample;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.ResultAction;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.infra.environment.Environment;
import dataactions.infra.handbook.page.Block;
import dataactions.infra.handbook.page.Inline;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything about one action: its newest contract, and the older ones in service. */
final class ActionSection {
    private final Environment environment;
    private final Contract newest;
    private final ActionDefinition action;
    private final List<Contract> older;
    private final List<AnsweredExample> examples;
    private final String anchor;

    /**
     * @param older the older contracts in service, by number
     * @param examples none for a secure action
     */
    ActionSection(
            Environment environment,
            Contract newest,
            List<Contract> older,
            List<AnsweredExample> examples,
            String anchor) {
        this.environment = environment;
        this.newest = newest;
        this.action = newest.definition();
        this.older = older;
        this.examples = examples;
        this.anchor = anchor;
    }

    Block.Section section() {
        List<Block> blocks = new ArrayList<>();
        if (action.description() != null) {
            blocks.add(paragraph(List.of(Inline.words(action.description()))));
        }
        blocks.add(facts());
        if (action.secure()) {
            blocks.add(marked(
                    "This action is secure: it handles sensitive data. Call it in a secure flow, with “Call Secure"
                            + " Data”. Its examples are not shown here."));
        }
        blocks.add(part("Inputs", "inputs", false, inputs()));
        blocks.add(part("Outputs", "outputs", false, outputs()));
        blocks.add(part("Outcomes", "outcomes", false, outcomes()));
        if (!examples.isEmpty()) {
            blocks.add(part("Examples", "examples", false, List.of(exampleTable())));
        }
        if (action.isSlow()) {
            blocks.add(resultAction());
        }
        DataWay way = DataWay.of(newest, environment);
        blocks.add(part(
                "Which systems the data passes",
                "way",
                false,
                List.of(new Block.Picture(WayPicture.of(way)), new Block.Steps(way.steps()))));
        blocks.add(part("Archy", "archy", false, archy()));
        older.forEach(each -> blocks.add(olderContract(each)));
        return new Block.Section(newest.registeredName(), anchor, true, blocks);
    }

    private Block.Section part(String title, String suffix, boolean isInContents, List<? extends Block> blocks) {
        return new Block.Section(title, anchor + "-" + suffix, isInContents, List.copyOf(blocks));
    }

    private static Block paragraph(List<Inline> parts) {
        return new Block.Paragraph(parts);
    }

    private static Block marked(String text) {
        return paragraph(Inline.marked(text));
    }

    private Block.Facts facts() {
        List<Block.Fact> facts = new ArrayList<>();
        facts.add(fact("Name in Architect", Inline.code(newest.registeredName())));
        facts.add(fact("Category", Inline.code(environment.categoryOf(action.category()))));
        facts.add(fact("Integration", Inline.words(environment.integrationName())));
        facts.add(
                fact("Contract", Inline.words(newest.number() + (newest.draft() ? " (draft: not recorded yet)" : ""))));
        if (!older.isEmpty()) {
            facts.add(new Block.Fact(
                    "Older contracts in service",
                    Inline.codes(older.stream().map(Contract::registeredName).toList())));
        }
        facts.add(fact("Answers within", Inline.words(time(action.timeout()))));
        facts.add(fact("Secure", Inline.words(action.secure() ? "yes" : "no")));
        if (action.isSlow()) {
            facts.add(new Block.Fact(
                    "Slow",
                    List.of(
                            Inline.words("yes; the result comes from "),
                            new Inline.Link(action.name() + ResultAction.SUFFIX, anchor + "-result"))));
        }
        return new Block.Facts(facts);
    }

    private static Block.Fact fact(String name, Inline value) {
        return new Block.Fact(name, List.of(value));
    }

    /** Such as {@code 5 min 30 s}. */
    private static String time(Duration duration) {
        List<String> parts = new ArrayList<>();
        if (duration.toHours() > 0) {
            parts.add(duration.toHours() + " h");
        }
        if (duration.toMinutesPart() > 0) {
            parts.add(duration.toMinutesPart() + " min");
        }
        if (duration.toMillis() % 60_000 > 0 || parts.isEmpty()) {
            parts.add(BigDecimal.valueOf(duration.toMillis() % 60_000, 3)
                            .stripTrailingZeros()
                            .toPlainString()
                    + " s");
        }
        return String.join(" ", parts);
    }

    private List<Block> inputs() {
        if (action.inputs().isEmpty()) {
            return List.of(marked("This action has no inputs."));
        }
        Map<String, Object> example = examples.stream()
                .filter(each -> each.answer().errorCode() == null)
                .findFirst()
                .map(AnsweredExample::input)
                .orElse(Map.of());
        return List.of(
                VariableTables.inputs(newest, example),
                marked("Genesys Cloud itself refuses a call without a required input, or with another type. Then the"
                        + " action is not called: the flow takes the Failure path, and there is no `errorCode`. The action"
                        + " checks the rest. A required input that is empty, or a value outside the constraints, is the"
                        + " outcome `INVALID_INPUT`: see Outcomes."));
    }

    private List<Block> outputs() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(VariableTables.outputs(newest));
        blocks.add(
                action.answer() == AnswerForm.FLAT
                        ? marked("The answer is flat: it has the outputs alone, without `status` and `errorCode`.")
                        : marked(
                                "The `data.…` outputs are set if `status` is `success`. `error` and `errorCode` are set if it"
                                        + " is `error`."));
        if (ArchitectVariable.of(action, Map.of()).stream()
                .anyMatch(each -> each.type().endsWith("collection"))) {
            blocks.add(marked("A list of objects is one collection for each property, with one entry for each row."));
        }
        return blocks;
    }

    private List<Block> outcomes() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(codeTable("Outcomes of " + newest.registeredName(), OutcomeCode.of(action)));
        OutcomeCode.absences(action)
                .forEach(absence -> blocks.add(marked("If " + absence.replace("`", "'")
                        + ", the call is a success without that answer: absence is no error here.")));
        blocks.add(paragraph(List.of(
                Inline.words("If an upstream is down, slow or refuses us, the flow takes the Failure path: see "),
                new Inline.Link("faults", Handbook.FAULTS),
                Inline.words("."))));
        return blocks;
    }

    private Block codeTable(String caption, List<OutcomeCode> codes) {
        boolean isSame = codes.stream().noneMatch(code -> code.path() == OutcomeCode.Path.FAILURE);
        List<String> columns = isSame
                ? List.of("Code", "When", "In every flow")
                : List.of("Code", "When", "In a voice flow", "In other flows");
        List<List<List<Inline>>> rows = new ArrayList<>();
        for (OutcomeCode code : codes) {
            List<List<Inline>> row = new ArrayList<>();
            row.add(List.of(Inline.code(code.code())));
            row.add(code.when());
            row.add(code.inVoiceFlow(action));
            if (!isSame) {
                row.add(code.inOtherFlow(action));
            }
            rows.add(row);
        }
        return new Block.Table(caption, columns, rows);
    }

    private Block exampleTable() {
        List<List<List<Inline>>> rows = new ArrayList<>();
        for (AnsweredExample example : examples) {
            List<List<Inline>> inputs = new ArrayList<>();
            example.input().forEach((name, value) -> inputs.add(setting(name, value)));
            rows.add(List.of(List.of(Inline.words(example.name())), lines(inputs), lines(answer(example.answer()))));
        }
        return new Block.Table(
                "Examples of " + newest.registeredName(), List.of("Example", "Inputs", "What the flow gets"), rows);
    }

    private List<List<Inline>> answer(Envelope answer) {
        List<List<Inline>> lines = new ArrayList<>();
        if (answer.takesFailurePath()) {
            lines.add(List.of(Inline.words("Failure path: "), Inline.code(answer.errorCode())));
            return lines;
        }
        lines.add(List.of(Inline.words("Success path")));
        ArchitectVariable.of(action, answer.body()).stream()
                .filter(each -> each.value() != null)
                // The id differs in each call.
                .filter(each -> each.output() != null || !each.name().equals("requestId"))
                .forEach(each -> lines.add(setting(each.name(), each.value())));
        return lines;
    }

    private static List<Inline> setting(String name, Object value) {
        return List.of(Inline.code(name), Inline.words(" = "), VariableTables.value(value));
    }

    private static List<Inline> lines(List<List<Inline>> lines) {
        List<Inline> all = new ArrayList<>();
        for (List<Inline> line : lines) {
            if (!all.isEmpty()) {
                all.add(new Inline.LineEnd());
            }
            all.addAll(line);
        }
        return all;
    }

    private Block.Section resultAction() {
        Contract result = Contract.of(ResultAction.of(action));
        String how = action.answer() == AnswerForm.FLAT
                ? "`" + OutcomeCode.outputOf(action, "$status").orElseThrow() + "` is `pending`"
                : "`status` is `pending`";
        String job = action.answer() == AnswerForm.FLAT
                ? OutcomeCode.outputOf(action, "$requestId").orElseThrow()
                : "requestId";
        return part(
                result.registeredName(),
                "result",
                true,
                List.of(
                        marked("If the result is not there after "
                                + time(action.async().after()) + ", " + how
                                + ". Then ask the data action `" + result.registeredName()
                                + "` of the same category, with `"
                                + job + "` of that answer. Ask again while it is pending. "
                                + time(action.async().limit().plusSeconds(30))
                                + " after the call there is an answer in any case. A result is kept for "
                                + time(action.async().keep()) + "."),
                        VariableTables.inputs(result, Map.of()),
                        marked("Its outputs and outcomes are those of `" + action.name() + "`, and this outcome:"),
                        codeTable(
                                "Outcome of " + result.registeredName() + " alone",
                                OutcomeCode.ofResultActionOnly(action))));
    }

    private List<Block> archy() {
        String category = environment.categoryOf(action.category());
        return Stream.of(FlowKind.values())
                .map(kind -> (Block) part(
                        kind.title(),
                        "archy-" + kind.container(),
                        false,
                        List.of(new Block.Listing(
                                "Archy, " + kind.title() + ": " + newest.registeredName(),
                                "yaml",
                                ArchySnippet.of(action, category, kind)))))
                .toList();
    }

    private Block.Section olderContract(Contract old) {
        List<Block> blocks = new ArrayList<>();
        List<Inline> text = new ArrayList<>(List.of(
                Inline.words("Flows that were published with contract " + old.number() + " keep calling "),
                Inline.code(old.registeredName()),
                Inline.words(" (category "),
                Inline.code(environment.categoryOf(old.definition().category()))));
        if (old.definition().isSlow()) {
            text.add(Inline.words("; its result comes from "));
            text.add(Inline.code(Contract.of(ResultAction.of(old.definition())).registeredName()));
        }
        text.add(Inline.words("). Draw new flows with "));
        text.add(Inline.code(newest.registeredName()));
        text.add(Inline.words("."));
        blocks.add(paragraph(text));
        if (!old.definition().inputs().isEmpty()) {
            blocks.add(VariableTables.inputs(old, Map.of()));
        }
        blocks.add(VariableTables.outputs(old));
        return part(old.registeredName(), "contract-" + old.number(), true, blocks);
    }
}
