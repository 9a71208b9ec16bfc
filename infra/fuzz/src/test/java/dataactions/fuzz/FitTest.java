package dataactions.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dataactions.authoring.FuzzDefinitions;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final List<String> NAMES =
            List.of("status", "data", "error", "s", "i", "n", "b", "list", "o", "rows", "name", "code", "total");

    @Test
    void it_judges_as_a_full_validator_does() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4);
        Random random = new Random(3);
        int fitting = 0;
        int all = 0;
        for (ActionDefinition action : FuzzDefinitions.actions().all()) {
            String text = Contract.of(action).successSchema();
            Object tree = Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
            Schema full = registry.getSchema(text, InputFormat.JSON);
            for (int i = 0; i < 300; i++) {
                Map<String, Object> value = new LinkedHashMap<>(Map.of("status", "success", "data", object(random, 2)));
                if (random.nextInt(5) == 0) {
                    value = object(random, 3);
                }
                boolean fits =
                        full.validate(Json.writeString(value), InputFormat.JSON).isEmpty();
                assertThat(Fit.breach(tree, value) == null)
                        .as("%s in %s", Json.writeString(value), text)
                        .isEqualTo(fits);
                fitting += fits ? 1 : 0;
                all++;
            }
        }
        assertThat(fitting).isBetween(100, all - 100);
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(NAMES.get(random.nextInt(NAMES.size())), value(random, depth - 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "text";
            case 1 -> 5L;
            case 2 -> new BigDecimal("1.5");
            case 3 -> true;
            case 4 -> null;
            case 5 -> List.of();
            case 6 -> new ArrayList<>(List.of(object(random, depth), "x"));
            default -> object(random, depth);
        };
    }
}
