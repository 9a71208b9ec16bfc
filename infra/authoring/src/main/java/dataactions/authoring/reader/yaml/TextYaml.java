package dataactions.authoring.reader.yaml;

import java.io.StringReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads the structure of YAML. Every scalar is text: the caller decides what plain text means, not YAML 1.1. */
public final class TextYaml {
    private TextYaml() {}

    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // none
        }
    }

    /**
     * The text of a file, without a byte order mark.
     *
     * @throws CharacterCodingException if the bytes are not UTF-8
     */
    public static String text(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * Parses one document.
     *
     * @return null if the text has no content
     * @throws YAMLException if it is not one YAML document, or goes beyond a limit of the options
     */
    public static Node compose(String text, LoaderOptions options) {
        return new Yaml(
                        new SafeConstructor(options),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        options,
                        new TextOnly())
                .compose(new StringReader(text));
    }

    /** What is wrong, without its place. */
    public static String problem(YAMLException e) {
        if (e instanceof MarkedYAMLException marked) {
            return marked.getProblem() + (marked.getContext() == null ? "" : " (" + marked.getContext() + ")")
                    + ". Check indentation, brackets and quotes here and on the line before";
        }
        return e.getMessage().lines().findFirst().orElse("unreadable");
    }

    /** An integer of JSON: a Long, or a BigInteger if it is larger. */
    public static Object integer(String digits) {
        BigInteger integer = new BigInteger(digits);
        return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
    }

    /** The line of a node, from 1. */
    public static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
