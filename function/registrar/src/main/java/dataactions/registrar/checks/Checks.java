package dataactions.registrar.checks;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
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

    /** The physical id to answer with when an event fails: what was proved before, and nothing new. */
    public String physicalId(ResourceEvent event) {
        return event.physicalId() != null
                ? event.physicalId()
                : Proof.of(runner.prefix(), null).physicalId();
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
        runner.prepare(properties);
        String subject = runner.subject(digest);

        Proof proof = Proof.of(runner.prefix(), event.physicalId());
        if (proof.holds(subject)) {
            log.info("Already proved; nothing is called")
                    .with(Log.Key.logicalId, event.logicalId())
                    .write();
            return Answer.success(proof.passed(subject).physicalId(), Map.of("Warnings", ""));
        }
        List<String> warnings = new ArrayList<>();
        for (Check check : checks) {
            Verdict verdict = runner.run(check);
            log.info("Checked")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.check, check.name())
                    .with(Log.Key.outcome, verdict.getClass().getSimpleName())
                    .write();
            if (verdict instanceof Verdict.Failed failed) {
                throw Failure.of(Kind.CHECK, failed.message(), failed.remedy());
            }
            if (verdict instanceof Verdict.UpstreamFault fault) {
                if (!tolerant) {
                    throw Failure.of(
                            Kind.CHECK,
                            fault.message(),
                            "The upstream is at fault; deploy again when it is back, or set onUpstreamFault: warn.");
                }
                log.warn("An upstream's fault, passed over: " + fault.message())
                        .with(Log.Key.check, check.name())
                        .write();
                warnings.add(fault.message());
            }
        }
        return Answer.success(proof.passed(subject).physicalId(), Map.of("Warnings", String.join(" ", warnings)));
    }

    /** Delete: a check leaves nothing behind. */
    public Answer remove(ResourceEvent event) {
        return Answer.success(physicalId(event), Map.of());
    }
}
