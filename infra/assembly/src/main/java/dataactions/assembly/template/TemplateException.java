package dataactions.assembly.template;

/** A template that cannot be deployed as it stands. The message names the place, what was found and what to do. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TemplateException(String message) {
        super(message);
    }
}
