package dataactions.sandbox.aws.dynamodb.value;

import java.util.Arrays;
import java.util.Base64;

/** Bytes with the order of DynamoDB: each byte is unsigned. */
public record Bytes(byte[] content) implements Comparable<Bytes> {
    String base64() {
        return Base64.getEncoder().encodeToString(content);
    }

    boolean startsWith(Bytes prefix) {
        return content.length >= prefix.content.length
                && Arrays.equals(content, 0, prefix.content.length, prefix.content, 0, prefix.content.length);
    }

    boolean contains(Bytes part) {
        for (int from = 0; from + part.content.length <= content.length; from++) {
            int to = from + part.content.length;
            if (Arrays.equals(content, from, to, part.content, 0, part.content.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "Bytes[" + content.length + "]";
    }
}
