package dataactions.registrar.resources.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.registrar.resources.deletion.DeletionPolicy.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole rule: every cause, every onDestroy, every origin and every usage. */
class DeletionPolicyTest {
    /** Three letters for each origin, one for each usage (NO, YES, UNKNOWN): Delete, Keep, reName, reStore. */
    private static final String TABLE = """
            cause       onDestroy  THIS_REQUEST THIS_STACK EARLIER EARLIER_RETIRED ADOPTED
            DESTROY     REFUSE     D N N        D N N      D N N   D N N           S K K
            DESTROY     DELETE     D D D        D D D      D D D   D D D           S S S
            DESTROY     RETAIN     K K K        K K K      K K K   K K K           K K K
            ROLLBACK    REFUSE     D N D        D N D      K K K   N N N           S S S
            ROLLBACK    DELETE     D N D        D N D      K K K   N N N           S S S
            ROLLBACK    RETAIN     D N D        D N D      K K K   N N N           S S S
            RETIREMENT  REFUSE     D N N        D N N      D N N   D N N           S K K
            RETIREMENT  DELETE     D N N        D N N      D N N   D N N           S K K
            RETIREMENT  RETAIN     D N N        D N N      D N N   D N N           S K K
            STRAY       REFUSE     D N D        D N N      D N N   D N N           S K K
            STRAY       DELETE     D N D        D N N      D N N   D N N           S K K
            STRAY       RETAIN     D N D        D N N      D N N   D N N           S K K
            UNKNOWN     REFUSE     D N N        D N N      D N N   D N N           S K K
            UNKNOWN     DELETE     D N N        D N N      D N N   D N N           S K K
            UNKNOWN     RETAIN     K K K        K K K      K K K   K K K           K K K
            """;

    private static final Map<String, Decision> LETTERS =
            Map.of("D", Decision.DELETE, "K", Decision.KEEP, "N", Decision.RENAME, "S", Decision.RESTORE);

    static List<Arguments> table() {
        List<Arguments> rows = new ArrayList<>();
        TABLE.lines().skip(1).forEach(line -> {
            String[] cells = line.split("\\s+");
            int cell = 2;
            for (ObjectOrigin origin : ObjectOrigin.values()) {
                for (InUse inUse : InUse.values()) {
                    rows.add(Arguments.of(
                            DeletionCause.valueOf(cells[0]),
                            OnDestroy.valueOf(cells[1]),
                            origin,
                            inUse,
                            LETTERS.get(cells[cell++])));
                }
            }
        });
        return rows;
    }

    @Test
    void the_table_has_every_combination_once() {
        assertThat(table().stream().map(row -> List.of(row.get()).subList(0, 4)).distinct())
                .hasSize(DeletionCause.values().length
                        * OnDestroy.values().length
                        * ObjectOrigin.values().length
                        * InUse.values().length);
    }

    @ParameterizedTest
    @MethodSource("table")
    void every_combination_has_its_decision(
            DeletionCause cause, OnDestroy onDestroy, ObjectOrigin origin, InUse inUse, Decision expected) {
        assertThat(DeletionPolicy.decide(cause, onDestroy, origin, inUse)).isEqualTo(expected);
    }

    /** The registrar does not ask Genesys for a usage that changes nothing, and asks for every other one. */
    @ParameterizedTest
    @MethodSource("table")
    void the_usage_is_asked_for_exactly_where_it_matters(
            DeletionCause cause, OnDestroy onDestroy, ObjectOrigin origin, InUse inUse, Decision decision) {
        boolean differs = Stream.of(InUse.values())
                        .map(each -> DeletionPolicy.decide(cause, onDestroy, origin, each))
                        .distinct()
                        .count()
                > 1;
        assertThat(DeletionPolicy.dependsOnUsage(cause, onDestroy, origin)).isEqualTo(differs);
    }

    static List<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (DeletionCause cause : DeletionCause.values()) {
            for (OnDestroy onDestroy : OnDestroy.values()) {
                pairs.add(Arguments.of(cause, onDestroy));
            }
        }
        return pairs;
    }

    /** An unknown cause may be a destroy, so the careful side of both applies. */
    @ParameterizedTest
    @MethodSource("pairs")
    void only_a_destroy_or_an_unknown_cause_is_refused_or_retained(DeletionCause cause, OnDestroy onDestroy) {
        boolean destroys = cause == DeletionCause.DESTROY || cause == DeletionCause.UNKNOWN;
        assertThat(DeletionPolicy.guards(cause, onDestroy)).isEqualTo(destroys && onDestroy == OnDestroy.REFUSE);
        assertThat(DeletionPolicy.retains(cause, onDestroy)).isEqualTo(destroys && onDestroy == OnDestroy.RETAIN);
    }

    /** After an unknown cause the stack may go on, so nothing else is deleted. */
    @ParameterizedTest
    @MethodSource("pairs")
    void only_a_known_destroy_that_retains_nothing_sweeps(DeletionCause cause, OnDestroy onDestroy) {
        assertThat(DeletionPolicy.sweeps(cause, onDestroy))
                .isEqualTo(cause == DeletionCause.DESTROY && onDestroy != OnDestroy.RETAIN);
    }

    @ParameterizedTest
    @MethodSource("table")
    void only_a_rollback_keeps_an_object_that_existed_before(
            DeletionCause cause, OnDestroy onDestroy, ObjectOrigin origin, InUse inUse, Decision decision) {
        assertThat(DeletionPolicy.isKeptByRollback(cause, origin))
                .isEqualTo(cause == DeletionCause.ROLLBACK
                        && (origin == ObjectOrigin.EARLIER || origin == ObjectOrigin.EARLIER_RETIRED));
    }

    @Test
    void a_stack_status_tells_the_cause() {
        Map<String, DeletionCause> causes = Map.ofEntries(
                Map.entry("DELETE_IN_PROGRESS", DeletionCause.DESTROY),
                Map.entry("DELETE_FAILED", DeletionCause.DESTROY),
                Map.entry("ROLLBACK_IN_PROGRESS", DeletionCause.ROLLBACK),
                Map.entry("ROLLBACK_FAILED", DeletionCause.ROLLBACK),
                Map.entry("UPDATE_ROLLBACK_IN_PROGRESS", DeletionCause.ROLLBACK),
                Map.entry("UPDATE_ROLLBACK_FAILED", DeletionCause.ROLLBACK),
                Map.entry("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", DeletionCause.ROLLBACK),
                Map.entry("UPDATE_IN_PROGRESS", DeletionCause.RETIREMENT),
                Map.entry("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", DeletionCause.RETIREMENT),
                Map.entry("CREATE_COMPLETE", DeletionCause.UNKNOWN),
                Map.entry("", DeletionCause.UNKNOWN));
        causes.forEach((status, cause) ->
                assertThat(DeletionCause.of(status)).as(status).isEqualTo(cause));
    }
}
