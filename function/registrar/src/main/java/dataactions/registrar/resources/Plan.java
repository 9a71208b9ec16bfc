package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import java.util.List;

/** What has to be done so that an object in Genesys is as wanted. */
public sealed interface Plan {
    /** Stands for a value that only a deployment can tell and that is not compared: see {@code dataactions.registrar.plan}. */
    String UNKNOWN = "(unknown until deployed)";

    /** Stands for the id of an object that is yet to be created: different from every id that there is. */
    String CREATED = "(known after creation)";

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
