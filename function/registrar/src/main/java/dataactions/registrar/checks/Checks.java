package dataactions.registrar.checks;

import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The life cycle of {@code Custom::GenesysActionCheck} and {@code Custom::FunctionCheck}. */
public final class Checks {
    private final CheckRunner runner;
    private final Log log;

    public Checks(CheckRunner runner, Log log) {
        this.runner = runner;
        this.log = log;
    }

    /** The physical id for the answer to a failure. It still names the digests that have passed before. */
    public String physicalId(ResourceEvent event) {
        return event.physicalId() != null
                ? event.physicalId()
                : PassedDigests.of(runner.prefix(), null).physicalId();
    }

    /** Create and Update. */
    public Answer converge(ResourceEvent event) {
        Properties properties = event.properties();
        String digest = properties.text("Digest");
        if (!digest.matches("[0-9A-Za-z_-]{1,128}")) {
            throw properties.wrong("Digest", "up to 128 letters and digits", null);
        }
        List<Check> checks = Check.read(properties);
        boolean tolerant = "warn".equals(properties.oneOf("OnUpstreamFault", "warn", "fail"));
        CheckRunner.Prepared prepared = runner.prepare(properties);
        String subject = prepared.subject(digest);

        PassedDigests passed = PassedDigests.of(runner.prefix(), event.physicalId());
        if (passed.contains(subject)) {
            log.info("These checks have passed before, and are skipped")
                    .with(Log.Key.logicalId, event.logicalId())
                    .write();
            return Answer.success(passed.with(subject).physicalId(), Map.of("Warnings", ""));
        }
        List<String> warnings = new ArrayList<>();
        for (Check check : checks) {
            CheckResult result = prepared.run(check);
            log.info("Checked")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.check, check.name())
                    .with(Log.Key.outcome, result.getClass().getSimpleName())
                    .write();
            if (result instanceof CheckResult.Failed failed) {
                throw Failure.of(Kind.CHECK, failed.message(), failed.remedy());
            }
            if (result instanceof CheckResult.UpstreamFault fault) {
                if (!tolerant) {
                    throw Failure.of(
                            Kind.CHECK,
                            fault.message(),
                            "The upstream is at fault; deploy again when it is back, or set onUpstreamFault: warn.");
                }
                log.warn("An upstream's fault does not fail the deployment: " + fault.message())
                        .with(Log.Key.check, check.name())
                        .write();
                warnings.add(fault.message());
            }
        }
        return Answer.success(passed.with(subject).physicalId(), Map.of("Warnings", String.join(" ", warnings)));
    }

    /** Delete. A check creates no object, so there is nothing to delete. */
    public Answer delete(ResourceEvent event) {
        return Answer.success(physicalId(event), Map.of());
    }
}
