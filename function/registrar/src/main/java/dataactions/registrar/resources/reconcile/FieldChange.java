package dataactions.registrar.resources.reconcile;

/** A field whose observed value differs from the desired one. */
public record FieldChange(String field, String observed, String desired) {}
