package dataactions.sandbox.aws.dynamodb.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The value of an attribute. Values never change. Source: DynamoDB API reference, AttributeValue. */
public sealed interface AttributeValue {
    /** The type's letters in a request: {@code S}, {@code NS}, … */
    String type();

    /** The value's size without its name. Source: DynamoDB developer guide, "DynamoDB item sizes and formats". */
    int size();

    record S(String text) implements AttributeValue {
        @Override
        public String type() {
            return "S";
        }

        @Override
        public int size() {
            return utf8(text).length;
        }
    }

    /** @param number in normal form, see {@link Numbers} */
    record N(BigDecimal number) implements AttributeValue {
        public static N of(long number) {
            return new N(Numbers.checked(BigDecimal.valueOf(number)));
        }

        @Override
        public String type() {
            return "N";
        }

        @Override
        public int size() {
            return Numbers.size(number);
        }
    }

    record B(Bytes bytes) implements AttributeValue {
        @Override
        public String type() {
            return "B";
        }

        @Override
        public int size() {
            return bytes.content().length;
        }
    }

    record Bool(boolean value) implements AttributeValue {
        @Override
        public String type() {
            return "BOOL";
        }

        @Override
        public int size() {
            return 1;
        }
    }

    record Null() implements AttributeValue {
        @Override
        public String type() {
            return "NULL";
        }

        @Override
        public int size() {
            return 1;
        }
    }

    record M(Map<String, AttributeValue> entries) implements AttributeValue {
        @Override
        public String type() {
            return "M";
        }

        @Override
        public int size() {
            return 3 + entries.size() + sizeOf(entries);
        }
    }

    record L(List<AttributeValue> elements) implements AttributeValue {
        @Override
        public String type() {
            return "L";
        }

        @Override
        public int size() {
            return 3
                    + elements.size()
                    + elements.stream().mapToInt(AttributeValue::size).sum();
        }
    }

    /** @param type {@code SS}, {@code NS} or {@code BS} */
    record Elements(String type, Set<AttributeValue> elements) implements AttributeValue {
        @Override
        public int size() {
            return elements.stream().mapToInt(AttributeValue::size).sum();
        }
    }

    /** The size of attributes with their names: the size of an item. */
    static int sizeOf(Map<String, AttributeValue> attributes) {
        return attributes.entrySet().stream()
                .mapToInt(each -> utf8(each.getKey()).length + each.getValue().size())
                .sum();
    }

    /** The order of two values; empty if they have different types or a type without order. */
    static OptionalInt compare(AttributeValue one, AttributeValue other) {
        if (one instanceof S a && other instanceof S b) {
            return OptionalInt.of(new Bytes(utf8(a.text())).compareTo(new Bytes(utf8(b.text()))));
        }
        if (one instanceof N a && other instanceof N b) {
            return OptionalInt.of(a.number().compareTo(b.number()));
        }
        if (one instanceof B a && other instanceof B b) {
            return OptionalInt.of(a.bytes().compareTo(b.bytes()));
        }
        return OptionalInt.empty();
    }

    /** Whether a text or bytes begin with others. */
    static boolean beginsWith(AttributeValue whole, AttributeValue prefix) {
        return whole instanceof S a && prefix instanceof S b && a.text().startsWith(b.text())
                || whole instanceof B c && prefix instanceof B d && c.bytes().startsWith(d.bytes());
    }

    /** Whether a text or bytes have others as a part, or a set or a list has an element. */
    static boolean contains(AttributeValue whole, AttributeValue part) {
        return whole instanceof S a && part instanceof S b && a.text().contains(b.text())
                || whole instanceof B c && part instanceof B d && c.bytes().contains(d.bytes())
                || whole instanceof Elements set && set.elements().contains(part)
                || whole instanceof L list && list.elements().contains(part);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
