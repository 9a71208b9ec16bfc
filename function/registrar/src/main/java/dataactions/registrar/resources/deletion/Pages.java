package dataactions.registrar.resources.deletion;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Genesys.Page;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Reads a list of Genesys to its end. */
public final class Pages {
    private static final int MOST = 500;

    private Pages() {}

    public static Iterable<Action> actions(Genesys genesys, String name) {
        return of(cursor -> genesys.actions().list(name, cursor));
    }

    public static Iterable<Integration> integrations(Genesys genesys) {
        return of(cursor -> genesys.integrations().list(cursor));
    }

    public static Iterable<Credential> credentials(Genesys genesys) {
        return of(cursor -> genesys.credentials().list(cursor));
    }

    static <T> Iterable<T> of(Function<Cursor, Page<T>> list) {
        return () -> new Iterator<>() {
            private Iterator<T> items = List.<T>of().iterator();
            private Cursor next = Cursor.START;

            @Override
            public boolean hasNext() {
                while (!items.hasNext() && next != null) {
                    Page<T> page = list.apply(next);
                    items = page.items().iterator();
                    next = following(page, next);
                }
                return items.hasNext();
            }

            @Override
            public T next() {
                hasNext();
                return items.next();
            }
        };
    }

    private static Cursor following(Page<?> page, Cursor current) {
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
