package dataactions.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudAssemblyTest {
    @TempDir
    private Path folder;

    @Test
    void the_stack_of_the_wanted_stage_is_read_with_its_assets() throws IOException {
        stage("dev", 1);
        root("dev", "prod");

        CloudAssembly assembly = CloudAssembly.read(folder, "dev");

        assertThat(assembly.stackName()).isEqualTo("dev-DataActions");
        assertThat(assembly.region()).isNull();
        assertThat(assembly.template().path("Resources").has("A")).isTrue();
        assertThat(assembly.parameters()).isEqualTo(Map.of("P", "1"));
        assertThat(assembly.assets()).isEqualTo(Map.of("abc.zip", folder.resolve("asset.abc")));
    }

    @Test
    void termination_protection_is_in_the_manifest_and_not_in_the_template() throws IOException {
        stage("dev", 1);
        root("dev");
        assertThat(CloudAssembly.read(folder, "dev").terminationProtection()).isFalse();

        Path manifest = folder.resolve("assembly-dev/manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("\"templateFile\"", "\"terminationProtection\": true, \"templateFile\""));
        assertThat(CloudAssembly.read(folder, "dev").terminationProtection()).isTrue();
    }

    @Test
    void an_environment_that_is_not_there_is_named_with_those_that_are() throws IOException {
        root("dev", "prod");

        assertThatThrownBy(() -> CloudAssembly.read(folder, "test"))
                .isInstanceOf(AssemblyException.class)
                .hasMessageContaining("no environment 'test'. It has: dev, prod.");
    }

    @Test
    void a_folder_without_an_assembly_is_refused() {
        assertThatThrownBy(() -> CloudAssembly.read(folder, "dev")).hasMessageContaining("no manifest.json");
    }

    @Test
    void two_stacks_in_a_stage_are_refused() throws IOException {
        stage("dev", 2);
        root("dev");

        assertThatThrownBy(() -> CloudAssembly.read(folder, "dev")).hasMessageContaining("has 2 stacks");
    }

    private void root(String... stages) throws IOException {
        StringBuilder artifacts = new StringBuilder();
        for (String stage : stages) {
            artifacts.append(artifacts.isEmpty() ? "" : ",").append("""
                    "assembly-%1$s": {"type": "cdk:cloud-assembly",
                      "properties": {"directoryName": "assembly-%1$s", "displayName": "%1$s"}}""".formatted(stage));
        }
        Files.writeString(folder.resolve("manifest.json"), "{\"artifacts\": {" + artifacts + "}}");
    }

    private void stage(String name, int stacks) throws IOException {
        Path stage = Files.createDirectories(folder.resolve("assembly-" + name));
        StringBuilder artifacts = new StringBuilder();
        for (int i = 0; i < stacks; i++) {
            artifacts.append("""
                    "stack%d": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                      "properties": {"templateFile": "t.json", "stackName": "%s-DataActions", "parameters": {"P": "1"}}},
                    """.formatted(i, name));
        }
        Files.writeString(
                stage.resolve("manifest.json"),
                "{\"artifacts\": {" + artifacts
                        + "\"assets\": {\"type\": \"cdk:asset-manifest\", \"properties\": {\"file\": \"assets.json\"}}}}");
        Files.writeString(stage.resolve("t.json"), "{\"Resources\": {\"A\": {\"Type\": \"T\"}}}");
        Files.writeString(stage.resolve("assets.json"), """
                {"files": {"abc": {"source": {"path": "../asset.abc", "packaging": "zip"},
                                   "destinations": {"here": {"bucketName": "b", "objectKey": "abc.zip"}}}}}
                """);
    }
}
