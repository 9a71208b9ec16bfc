package dataactions.handler.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes in an item of the table: gzip, or as they are if they are few. */
final class Compressed {
    /** The most bytes of a request or of an answer. An item holds 400 kB, names and the other attributes included. */
    private static final int MAX = 400 * 1024 - 2_000;

    /** The most bytes after expanding: a little more than what Lambda takes or returns. */
    private static final int MAX_EXPANDED = 8 * 1024 * 1024;

    /** Fewer bytes take longer to compress than to send. */
    private static final int FEW = 1_000;

    private Compressed() {}

    /** The bytes for an item; empty if they are more than an item holds, or more than {@link #expand} accepts. */
    static Optional<byte[]> of(byte[] bytes) {
        if (bytes.length > MAX_EXPANDED) {
            return Optional.empty();
        }
        if (bytes.length < FEW && !isGzip(bytes)) {
            return Optional.of(bytes);
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return compressed.size() > MAX ? Optional.empty() : Optional.of(compressed.toByteArray());
    }

    /** @throws IllegalArgumentException when the bytes are not gzip, or expand to more than the limit */
    static byte[] expand(byte[] compressed) {
        if (!isGzip(compressed)) {
            return compressed;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            byte[] bytes = gzip.readNBytes(MAX_EXPANDED + 1);
            if (bytes.length > MAX_EXPANDED) {
                throw new IllegalArgumentException("an attribute of a job expands to more than 8 MB");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("an attribute of a job is not gzip", e);
        }
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }
}
