package dataactions.cli.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.local.EndSignals;
import dataactions.cli.options.DefinitionsOption;
import dataactions.cli.options.EnvironmentOption;
import java.awt.AWTError;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code console}: one page on this machine to write, try and deploy definitions. */
@Command(
        name = "console",
        header = "Serves a page to edit a definition, run it, map its answer, and deploy on this machine.",
        description = {
            "The page is served to this machine only, until Ctrl-C. Its URL has a token. Anyone who has the URL can use the"
                    + " page, and so change definitions and call upstreams. The page takes the upstreams' secrets from the"
                    + " same places as `try`, and never shows them.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " console", "Example: " + Main.NAME + " console --port 8700 --open"})
public final class ConsoleCommand implements Callable<Integer> {
    private static final int MAX_PORT = 65_535;
    /** How long a running local deployment may take to end after the console was stopped. */
    private static final int PATIENCE_SECONDS = 600;

    private final Context context;
    private final Terminal terminal;

    @Mixin
    private DefinitionsOption definitions;

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port of the page (default: one that is free).")
    private int port;

    @Option(
            names = "--open",
            description =
                    "Open the page in the browser. The URL with its token is an argument of the browser, which other"
                            + " users of this machine may see: if there are any, open the URL by hand.")
    private boolean opens;

    @Option(
            names = "--secrets",
            paramLabel = "FILE",
            description = "JSON file with the upstreams' secrets by their names in cdk.json, as `try` takes it.")
    private Path secrets;

    @Option(
            names = "--page",
            paramLabel = "DIR",
            hidden = true,
            description = "Serve the page from this folder, for work on the page itself.")
    private Path page;

    public ConsoleCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MAX_PORT) {
            throw new CommandException("--port " + port + ": expected a number from 1 to " + MAX_PORT + ".");
        }
        Path folder = definitions.folder(context);
        if (!Files.isDirectory(folder)) {
            throw new CommandException(
                    folder + ": no such folder: expected the folder with the definitions (*.yaml). Name it with"
                            + " --definitions.");
        }
        PageFiles files = page == null ? PageFiles.ofClassPath() : PageFiles.ofFolder(page);
        files.checkBuilt();
        Api api = new Api(context, terminal, folder, environment.name(), Optional.ofNullable(secrets));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch again = new CountDownLatch(1);
        try (api;
                ConsoleServer server = ConsoleServer.start(port, files, api);
                EndSignals signals = EndSignals.handledBy(() -> {
                    if (end.getCount() == 0) {
                        again.countDown();
                    }
                    end.countDown();
                })) {
            started(server.url());
            end.await();
            server.close();
            awaitLocal(api, again);
        } catch (InterruptedException e) {
            // A test ends the command in this way.
            return ExitStatus.DONE;
        }
        return ExitStatus.DONE;
    }

    private void started(String url) {
        terminal.line(Terminal.Colour.BOLD, "The console is at " + url);
        terminal.line("Open it in a browser on this machine. Ctrl-C ends it.");
        terminal.result(new JsonMapper().createObjectNode().put("url", url));
        if (opens && !opened(url, ConsoleCommand::browse)) {
            terminal.note("No browser could be opened from here. Open by hand: " + url);
        }
    }

    /** Opens a URL; false if this machine cannot. */
    @FunctionalInterface
    interface Browser {
        boolean open(URI url) throws IOException;
    }

    /** Without a display the desktop throws an error, which is no exception. */
    static boolean opened(String url, Browser browser) {
        try {
            return browser.open(URI.create(url));
        } catch (IOException | RuntimeException | AWTError | LinkageError e) {
            return false;
        }
    }

    private static boolean browse(URI url) throws IOException {
        if (!Desktop.isDesktopSupported() || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            return false;
        }
        Desktop.getDesktop().browse(url);
        return true;
    }

    /** A deployment that is interrupted leaves a stack that the next one must repair. */
    private void awaitLocal(Api api, CountDownLatch again) throws InterruptedException {
        if (api.endLocal(0)) {
            return;
        }
        terminal.note("Waiting for the local deployment's work to end. Ctrl-C again ends it.");
        for (int second = 0; second < PATIENCE_SECONDS && again.getCount() > 0; second++) {
            if (api.endLocal(1)) {
                return;
            }
        }
    }
}
