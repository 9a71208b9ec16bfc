package dataactions.authoring.proposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The body of a call. */
public sealed interface Body {
    /** Every place that has a value. */
    List<Piece> pieces();

    /** The same body with each of its pieces replaced. */
    Body map(UnaryOperator<Piece> change);

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

        @Override
        public Body map(UnaryOperator<Piece> change) {
            return new Json(map(tree, change));
        }

        private static Object map(Object tree, UnaryOperator<Piece> change) {
            if (tree instanceof Map<?, ?> map) {
                Map<String, Object> mapped = new LinkedHashMap<>();
                map.forEach((key, each) -> mapped.put(String.valueOf(key), map(each, change)));
                return mapped;
            }
            return tree instanceof List<?> list
                    ? list.stream().map(each -> map(each, change)).toList()
                    : change.apply((Piece) tree);
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

        @Override
        public Body map(UnaryOperator<Piece> change) {
            return new Form(ApiCall.parameters(fields, change));
        }
    }

    /** Plain text, as pieces that are joined. */
    record Text(List<Piece> pieces) implements Body {
        public Text {
            pieces = List.copyOf(pieces);
        }

        @Override
        public Body map(UnaryOperator<Piece> change) {
            return new Text(pieces.stream().map(change).toList());
        }
    }
}
