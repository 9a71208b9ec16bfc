package dataactions.sandbox.aws.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReservedWordsTest {
    @Test
    void the_first_the_last_and_words_of_a_job_are_reserved_in_any_case() {
        assertThat(new String[] {"ABORT", "zone", "State", "action", "request", "ttl"})
                .allMatch(ReservedWords::contain);
        assertThat(new String[] {"pk", "id", "contract", "deadline", "expiresAt", "answer"})
                .noneMatch(ReservedWords::contain);
    }
}
