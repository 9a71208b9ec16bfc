package dataactions.authoring.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The body of a call. */
public sealed interface Body {
    /** Every place that has a value. */
    List<Piece> pieces();

    /**
     * A JSON tree.
     *
     * @param tree maps and lists; every leaf is a {@link Piece}
     */
    record Json(Object tree) implements Body {
        @Override
        public List<Piece> pieces() {
            List<Piece> all = new ArrayList<>();
            collect(tree, all);
            return all;
        }

        private static void collect(Object tree, List<Piece> all) {
            if (tree instanceof Map<?, ?> map) {
                map.values().forEach(each -> collect(each, all));
            } else if (tree instanceof List<?> list) {
                list.forEach(each -> collect(each, all));
            } else {
                all.add((Piece) tree);
            }
        }
    }

    /** The fields of an HTML form. */
    record Form(List<Parameter> fields) implements Body {
        public Form {
            fields = List.copyOf(fields);
        }

        @Override
        public List<Piece> pieces() {
            return fields.stream().map(Parameter::value).toList();
        }
    }

    /** Plain text, as pieces that are joined. */
    record Text(List<Piece> pieces) implements Body {
        public Text {
            pieces = List.copyOf(pieces);
        }
    }
}
