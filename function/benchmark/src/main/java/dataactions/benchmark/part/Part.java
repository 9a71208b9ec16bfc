package dataactions.benchmark.part;

import dataactions.benchmark.Bench;
import java.io.IOException;
import java.util.List;

/** Something that is measured by itself, and can be chosen by its name. */
public interface Part {
    /** All of them, in the order they are run. */
    static List<Part> all() {
        return List.of(
                new WarmPart(),
                new NodePart(),
                new PythonPart(),
                new StartPart(),
                new PrimedPart(),
                new SizePart(),
                new DefinitionsPart(),
                new MappingPart());
    }

    String name();

    /** One line for the help. */
    String description();

    /**
     * Measures, and reports samples and figures.
     *
     * @throws dataactions.benchmark.BenchmarkException when it cannot be measured
     */
    void run(Bench bench) throws IOException;
}
