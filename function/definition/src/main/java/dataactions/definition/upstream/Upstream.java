package dataactions.definition.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An API that definitions call.
 *
 * @param name as definitions refer to it
 * @param url scheme, host, port and a path prefix or none, as written in the settings
 * @param timeout of one call with all its attempts; empty: the time that the action has left
 * @param auth how the function identifies itself
 * @param forwardHeaders names of the caller's headers that are sent on
 */
public record Upstream(String name, URI url, Optional<Duration> timeout, Auth auth, List<String> forwardHeaders) {
    public Upstream {
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    /** The URL without a slash at its end, because a request's path begins with one. */
    public URI base() {
        String path = url.getRawPath();
        if (path == null || !path.endsWith("/")) {
            return url;
        }
        return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path.replaceFirst("/+$", ""));
    }

    /** Every URL that the function calls for this upstream, by the path of its setting. */
    public Map<String, URI> urls() {
        Map<String, URI> urls = new LinkedHashMap<>();
        urls.put("url", url);
        auth.urls().forEach((setting, each) -> urls.put("auth." + setting, each));
        return urls;
    }

    /** Reads the settings of one upstream. The result is valid only if no problem was reported. */
    static Upstream read(String name, SettingsReader reader) {
        URI url = url(reader, "url", "the API's base URL");
        Optional<Duration> timeout = timeout(reader);
        Auth auth = reader.has("auth") ? Auth.read(reader.object("auth")) : new Auth.None();
        List<String> forwardHeaders = forwardHeaders(reader);
        reader.done();
        return new Upstream(name, url, timeout, auth, forwardHeaders);
    }

    /** A required URL; null if it is missing or invalid. */
    static URI url(SettingsReader reader, String key, String expected) {
        Optional<String> text = reader.required(key, expected);
        if (text.isEmpty()) {
            return null;
        }
        Optional<String> problem = UpstreamUrl.problem(text.get());
        if (problem.isPresent()) {
            reader.problem(key, problem.get());
            return null;
        }
        return URI.create(text.get());
    }

    private static Optional<Duration> timeout(SettingsReader reader) {
        Optional<String> text = reader.optional("timeout", Durations.EXPECTED);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> timeout = Durations.parse(text.get());
        if (timeout.isEmpty()) {
            reader.problem("timeout", "expected " + Durations.EXPECTED + ", found \"" + text.get() + "\"");
        }
        return timeout;
    }

    private static List<String> forwardHeaders(SettingsReader reader) {
        if (!reader.has("forwardHeaders")) {
            return List.of();
        }
        String expected = "expected a list of header names such as [\"ININ-Correlation-Id\"]";
        Object raw = reader.raw("forwardHeaders");
        if (!(raw instanceof List<?> list)) {
            reader.problem("forwardHeaders", expected + ", found " + SettingsReader.typeOf(raw));
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof String name) || !HeaderNames.isName(name)) {
                reader.problem("forwardHeaders", expected);
            } else if (!HeaderNames.isForwardable(name)) {
                reader.problem(
                        "forwardHeaders",
                        name + " is not passed on: it belongs to the connection, or is a credential; remove it");
            } else {
                names.add(name);
            }
        }
        return names;
    }

    /** The settings in the form that {@link Upstreams#read} reads. */
    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("url", url.toString());
        timeout.ifPresent(duration -> tree.put("timeout", Durations.print(duration)));
        if (auth instanceof Auth.WithSecret with) {
            Map<String, Object> settings = new LinkedHashMap<>();
            settings.put("type", with.type());
            settings.put("secret", with.secret());
            settings.putAll(with.settings());
            tree.put("auth", settings);
        }
        if (!forwardHeaders.isEmpty()) {
            tree.put("forwardHeaders", forwardHeaders);
        }
        return tree;
    }
}
