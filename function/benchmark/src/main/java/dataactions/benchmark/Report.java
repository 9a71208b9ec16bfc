package dataactions.benchmark;

import dataactions.definition.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has found: every raw sample, and the figures made of them. */
public final class Report {
    private final boolean isSmokeRun;
    private final Map<String, Object> circumstances;
    private final Map<String, Map<String, Object>> samples = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();

    /**
     * An empty report.
     *
     * @param isSmokeRun whether the run only shows that the benchmark works
     * @param circumstances machine, versions, commit, settings; as JSON values
     */
    public Report(boolean isSmokeRun, Map<String, Object> circumstances) {
        this.isSmokeRun = isSmokeRun;
        this.circumstances = circumstances;
    }

    /**
     * Keeps raw samples.
     *
     * @param unit such as {@code ns}
     * @param values in the order they were measured
     */
    public void samples(String part, String name, String unit, List<Long> values) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("unit", unit);
        entry.put("values", List.copyOf(values));
        samples.computeIfAbsent(part, key -> new LinkedHashMap<>()).put(name, entry);
    }

    public void figure(String part, String name, double measured, Figure.Bound bound, String unit, String detail) {
        figures.add(new Figure(part, name, measured, bound, unit, detail));
    }

    /** A part that could not be measured, and why. */
    public void notMeasured(String part, String why) {
        figures.add(new Figure(part, "all of it", null, Figure.unbound(), "", why));
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** The result as a person reads it. */
    public String table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"Part", "Figure", "Measured", "Target", "", "Of what"});
        for (Figure figure : figures) {
            rows.add(new String[] {
                figure.part(),
                figure.name(),
                figure.measuredText(),
                figure.boundText(),
                verdict(figure),
                figure.detail()
            });
        }
        int[] widths = new int[5];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder table = new StringBuilder();
        if (isSmokeRun) {
            table.append(
                    "SMOKE RUN: NOT A MEASUREMENT. It shows that the benchmark works, with far too few samples.\n");
        }
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                table.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            table.append(row[5]).append('\n');
        }
        return table.toString();
    }

    private String verdict(Figure figure) {
        return isSmokeRun && figure.measured() != null
                ? "smoke run"
                : figure.verdict().word();
    }

    /** Writes all of it, as JSON. */
    public void write(Path file) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("formatVersion", 1L);
        root.put("measurement", !isSmokeRun);
        root.putAll(circumstances);
        root.put("figures", figures.stream().map(this::tree).toList());
        root.put("samples", samples);
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Files.write(file, Json.write(root));
    }

    private Map<String, Object> tree(Figure figure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("part", figure.part());
        tree.put("name", figure.name());
        if (figure.measured() != null) {
            tree.put("measured", figure.measured());
            tree.put("unit", figure.unit());
        }
        if (figure.bound() instanceof Figure.Bound.AtMost most) {
            tree.put("atMost", most.limit());
        } else if (figure.bound() instanceof Figure.Bound.AtLeast least) {
            tree.put("atLeast", least.limit());
        }
        tree.put("verdict", verdict(figure));
        tree.put("detail", figure.detail());
        return tree;
    }
}
