package dataactions.definition;

/**
 * What a definition answers for one upstream status.
 *
 * @param code the envelope's errorCode
 * @param message the envelope's error
 */
public record DeclaredError(String code, String message) {}
