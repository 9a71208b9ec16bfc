package dataactions.registrar.genesys;

import java.util.List;

/**
 * A part of a list.
 *
 * @param next the position of the next page; null on the last page
 */
record Page<T>(List<T> items, Cursor next) {
    /**
     * A position in a list.
     *
     * @param token Genesys's {@code nextPage}; null if the list has page numbers only
     */
    record Cursor(int number, String token) {
        static final Cursor START = new Cursor(1, null);
    }
}
