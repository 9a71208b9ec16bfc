package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.constructs.GenesysRegistration;
import dataactions.infra.constructs.RegistrarFunction;
import dataactions.infra.constructs.SecretRotation;
import dataactions.infra.constructs.SlowActionJobs;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The template names the handlers' classes as text: a class that is renamed must turn this red, not a deployment. */
class NamesTest {
    static Stream<String> handlers() {
        return Stream.of(
                DataActionFunction.HANDLER,
                SlowActionJobs.WORKER_HANDLER,
                SlowActionJobs.LOST_JOB_HANDLER,
                RegistrarFunction.HANDLER,
                SecretRotation.HANDLER);
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void a_handler_string_names_a_class_that_lambda_can_start(String handler) throws Exception {
        Class<?> type = Class.forName(handler);

        assertThat(type.getConstructor().getParameterCount()).isZero();
        assertThat(type.getMethod(
                        "handleRequest",
                        InputStream.class,
                        OutputStream.class,
                        Class.forName("com.amazonaws.services.lambda.runtime.Context")))
                .isNotNull();
        assertThat(Class.forName("com.amazonaws.services.lambda.runtime.RequestStreamHandler"))
                .isAssignableFrom(type);
    }

    /** Where the registrar reads its variables. */
    private static final String VARIABLES = "function/registrar/src/main/java/dataactions/registrar/LiveServices.java";

    /** A pace that the handler does not read is no pace. */
    @Test
    void the_variable_that_paces_the_registrar_is_the_one_that_it_reads() throws Exception {
        assertThat(Files.readString(Fixture.PROJECT.resolve(VARIABLES)))
                .contains("env.getOrDefault(\"" + RegistrarFunction.CALLS_PER_MINUTE + "\"");
    }

    @Test
    void the_variable_that_lets_the_registrar_protect_its_stack_is_the_one_that_it_reads() throws Exception {
        assertThat(Files.readString(Fixture.PROJECT.resolve(VARIABLES)))
                .contains("\"true\".equals(env.get(\"" + RegistrarFunction.MANAGES_TERMINATION_PROTECTION + "\"))");
    }

    @Test
    void a_parameter_is_named_by_environment_action_and_contract_and_has_no_spaces() {
        assertThat(GenesysRegistration.parameterName("dev", "FetchUser", 2))
                .isEqualTo("/data-actions/dev/actions/FetchUser/contracts/2");
        assertThat(GenesysRegistration.parameterName("dev", "Fetch a User", 1)).matches("[a-zA-Z0-9_.\\-/]+");
    }
}
