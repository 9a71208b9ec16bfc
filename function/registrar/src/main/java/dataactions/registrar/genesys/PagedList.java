package dataactions.registrar.genesys;

import dataactions.registrar.genesys.Page.Cursor;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * All entries of a list. Each page is fetched when the iteration reaches it. Every iteration fetches the pages anew. A
 * list that does not end is a {@link Failure}.
 */
public final class PagedList<T> implements Iterable<T> {
    private static final int MOST_PAGES = 500;

    private final Function<Cursor, Page<T>> pages;

    PagedList(Function<Cursor, Page<T>> pages) {
        this.pages = pages;
    }

    /** All entries, fetched now. */
    public List<T> toList() {
        List<T> all = new ArrayList<>();
        forEach(all::add);
        return List.copyOf(all);
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Iterator<T> items = List.<T>of().iterator();
            private Cursor next = Cursor.START;

            @Override
            public boolean hasNext() {
                while (!items.hasNext() && next != null) {
                    Page<T> page = pages.apply(next);
                    items = page.items().iterator();
                    next = following(page, next);
                }
                return items.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return items.next();
            }
        };
    }

    private static Cursor following(Page<?> page, Cursor current) {
        Cursor next = page.next();
        if (next != null && (next.equals(current) || next.number() > MOST_PAGES)) {
            throw Failure.of(
                    Kind.INTERNAL,
                    "Genesys's list does not end (page " + next.number() + ").",
                    "Give the registrar's log to the project's maintainers.");
        }
        return next;
    }
}
