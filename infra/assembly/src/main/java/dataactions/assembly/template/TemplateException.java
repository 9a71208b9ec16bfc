package dataactions.assembly.template;

/** A template cannot be deployed. The message names the place, what was found, and what to do. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
