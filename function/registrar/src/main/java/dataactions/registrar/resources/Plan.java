package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import java.util.List;

/** What has to be done so that an object in Genesys is as wanted. */
public sealed interface Plan {
    /** It is as wanted. */
    record Nothing() implements Plan {}

    /** There is none. */
    record Create() implements Plan {}

    /** It can be brought there in place. */
    record Change(List<FieldChange> fields) implements Plan {}

    /** A further one is needed; CloudFormation removes the old one afterwards. */
    record Replace(String reason) implements Plan {}

    /** It can not be brought there, and must not be replaced. */
    record Refuse(Failure failure) implements Plan {}

    /** It is not wanted any more. */
    record Remove() implements Plan {}

    /** One field's way. */
    record FieldChange(String field, String old, String wanted) {
        /** Their names, for a person. */
        public static String names(List<FieldChange> changes) {
            return String.join(", ", changes.stream().map(FieldChange::field).toList());
        }
    }
}
