package dataactions.cli.doctor;

import dataactions.cli.aws.AwsFailure;

/** The result of one check. */
public sealed interface Finding {
    /** The name of the check, in two or three words. */
    String subject();

    /** The observation, one or two clauses. */
    String seen();

    /** What to do, one sentence; empty if there is nothing to do. */
    String remedy();

    /** The result in a word. */
    String word();

    /** The check passed. */
    record Good(String subject, String seen) implements Finding {
        @Override
        public String remedy() {
            return "";
        }

        @Override
        public String word() {
            return "ok";
        }
    }

    /** Nothing is wrong, and something could be better. */
    record Advice(String subject, String seen, String remedy) implements Finding {
        @Override
        public String word() {
            return "advice";
        }
    }

    /** The deployment or the deployed actions would fail. */
    record Failed(String subject, String seen, String remedy) implements Finding {
        @Override
        public String word() {
            return "FAILED";
        }
    }

    /** A deployment succeeds in spite of this finding. */
    record Warning(String subject, String seen, String remedy) implements Finding {
        @Override
        public String word() {
            return "warning";
        }
    }

    /** The check was not possible. */
    record CannotTell(String subject, String seen, String remedy) implements Finding {
        /** AWS cannot be asked, because an earlier check failed. */
        static CannotTell withoutAws(String subject) {
            return new CannotTell(
                    subject, "not checked: AWS cannot be asked", "Set the AWS credentials and the region first.");
        }

        /** AWS was asked, and refused or did not answer. */
        static CannotTell of(String subject, AwsFailure failure) {
            String[] parts = failure.getMessage().split(":", 3);
            return new CannotTell(
                    subject,
                    failure.getMessage(),
                    failure.kind() == AwsFailure.Kind.DENIED
                            ? "Use credentials that allow this action: " + parts[0] + ":" + parts[1] + "."
                            : "Try again; check the connection to AWS.");
        }

        @Override
        public String word() {
            return "?";
        }
    }
}
