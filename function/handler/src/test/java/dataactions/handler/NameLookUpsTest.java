package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameLookUpsTest {
    private static final List<String> SETTINGS =
            List.of("networkaddress.cache.ttl", "networkaddress.cache.negative.ttl");

    /** Loads each class as a new process would, because the test's own JVM may have loaded it before. */
    @ParameterizedTest
    @ValueSource(strings = {"DataActionHandler", "WorkerHandler", "LostJobHandler"})
    void a_handler_keeps_no_result_of_a_name_look_up_not_even_a_failure(String handler) throws Exception {
        List<String> before = SETTINGS.stream().map(Security::getProperty).toList();
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            SETTINGS.forEach(each -> Security.setProperty(each, "10"));

            Class.forName("dataactions.handler." + handler, true, loader);

            assertThat(SETTINGS).extracting(Security::getProperty).containsOnly("0");
        } finally {
            for (int i = 0; i < SETTINGS.size(); i++) {
                Security.setProperty(SETTINGS.get(i), before.get(i) == null ? "" : before.get(i));
            }
        }
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(new URL[0]);
    }
}
