package dataactions.registrar.genesys;

import java.util.List;

/**
 * A part of a list.
 *
 * @param next where to go on; null on the last page
 */
record Page<T>(List<T> items, Cursor next) {
    /**
     * Where in a list to go on.
     *
     * @param token Genesys's {@code nextPage}; null where the list has page numbers only
     */
    record Cursor(int number, String token) {
        static final Cursor START = new Cursor(1, null);
    }
}
