package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Page;

/** Going through a list to its end, and not for ever. */
final class Pages {
    private static final int MOST = 500;

    private Pages() {}

    static Cursor next(Page<?> page, Cursor current) {
        Cursor next = page.next();
        if (next != null && (next.equals(current) || next.page() > MOST)) {
            throw Failure.of(
                    Kind.INTERNAL,
                    "Genesys's list does not end (page " + next.page() + ").",
                    "Give the registrar's log to the project's maintainers.");
        }
        return next;
    }
}
