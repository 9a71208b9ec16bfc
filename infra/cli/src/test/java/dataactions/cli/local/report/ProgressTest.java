package dataactions.cli.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.Terminal;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private final Terminal terminal = new Terminal(new PrintWriter(text), new PrintWriter(text), false, Map.of());
    private final Progress progress = new Progress(terminal);

    @Test
    void no_line_of_an_event_is_longer_than_100_columns() {
        StackListener listener = progress.events("AWS::IAM::Role"::equals);
        String longId = "FunctionCurrentVersionE30CC12385b2295da6faba4457e78a592c1b6222Again";
        for (String status : List.of("CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_COMPLETE")) {
            listener.on(new StackEvent(Instant.EPOCH, longId, "AWS::Lambda::Version", "", status, "why ".repeat(60)));
        }
        listener.on(new StackEvent(
                Instant.EPOCH,
                "dev-" + longId,
                StackEvent.STACK_TYPE,
                "",
                "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
                ""));

        assertThat(text.toString().lines())
                .allMatch(line -> line.length() <= 100)
                .hasSizeGreaterThan(6);
    }

    @Test
    void an_event_shows_status_id_type_and_how_long_it_took() {
        StackListener listener = progress.events(type -> false);
        listener.on(new StackEvent(Instant.EPOCH, "Action", "Custom::It", "", "CREATE_IN_PROGRESS", ""));
        listener.on(new StackEvent(Instant.EPOCH.plusMillis(1234), "Action", "Custom::It", "", "CREATE_COMPLETE", ""));

        assertThat(text.toString()).contains("CREATE_COMPLETE     Action (Custom::It)  1.2 s");
    }

    @Test
    void an_inert_resource_is_shown_only_when_it_fails() {
        StackListener listener = progress.events(type -> true);
        listener.on(new StackEvent(Instant.EPOCH, "Role", "AWS::IAM::Role", "", "CREATE_IN_PROGRESS", ""));
        listener.on(new StackEvent(Instant.EPOCH, "Role", "AWS::IAM::Role", "", "CREATE_COMPLETE", ""));

        assertThat(text.toString()).isEmpty();

        listener.on(new StackEvent(Instant.EPOCH, "Role", "AWS::IAM::Role", "", "UPDATE_FAILED", "a reason"));
        assertThat(text.toString()).contains("UPDATE_FAILED", "Role", "a reason");
    }

    @Test
    void a_stage_is_one_line_with_its_time_unless_something_is_said_meanwhile() {
        terminal.begins("Synthesising");
        terminal.ends("Synthesising", Duration.ofMillis(6120));
        assertThat(text.toString().lines()).containsExactly("Synthesising … 6.1 s");

        terminal.begins("Again");
        terminal.line("  warning: something");
        terminal.ends("Again", Duration.ofSeconds(1));
        assertThat(text.toString().lines().skip(1))
                .containsExactly("Again … ", "  warning: something", "Again … 1.0 s");
    }

    @Test
    void a_rotation_shows_its_steps_and_that_it_continues_an_interrupted_one() {
        Rotations.Listener listener = progress.rotation();
        listener.begins("caller", true);
        listener.stepBegins("setSecret");
        listener.stepEnds("setSecret");

        assertThat(text.toString().replaceAll("\\s+", " "))
                .contains("Rotating the secret caller (the last rotation was interrupted; this one continues")
                .contains("setSecret (waits until every instance of the function knows the new value) … done in 0.");
    }
}
