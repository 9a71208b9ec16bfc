package dataactions.genesys.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.genesys.objects.action.VelocityTemplates;
import java.util.HashMap;
import java.util.Map;
import org.apache.velocity.exception.ResourceNotFoundException;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    private final VelocityTemplates templates = new VelocityTemplates();
    private final Map<String, Object> input = new HashMap<>(Map.of("name", "O\"Neill\n", "user-id", 7));

    private String render(String template) {
        return templates.render(template, Map.of("input", input));
    }

    @Test
    void a_null_or_an_absent_value_prints_its_own_name() {
        input.put("none", null);

        assertThat(render("${input.none} ${input.absent} $other")).isEqualTo("${input.none} ${input.absent} $other");
    }

    @Test
    void a_quiet_reference_prints_nothing_for_null() {
        assertThat(render("[$!{input.absent}]")).isEqualTo("[]");
    }

    @Test
    void values_are_not_escaped_unless_asked() {
        assertThat(render("\"${input.name}\"")).isEqualTo("\"O\"Neill\n\"");
        assertThat(render("\"$esc.jsonString(${input.name})\"")).isEqualTo("\"O\\\"Neill\\n\"");
        assertThat(render("$esc.url(${input.name})")).isEqualTo("O%22Neill%0A");
    }

    @Test
    void names_may_have_hyphens() {
        assertThat(render("${input.user-id}")).isEqualTo("7");
    }

    @Test
    void a_template_reaches_no_class_and_no_file() {
        assertThat(render("$input.name.getClass().forName('java.lang.System')"))
                .isEqualTo("$input.name.getClass().forName('java.lang.System')");
        assertThat(templates.problem("#include('/etc/hostname')")).isEmpty();
        assertThatThrownBy(() -> render("#include('/etc/hostname')")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void a_syntax_error_is_told() {
        assertThat(templates.problem("#if($x")).isPresent();
        assertThat(templates.problem("${rawResult}")).isEmpty();
    }
}
