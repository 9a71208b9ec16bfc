package com.dashjoin.jsonata;

import java.util.Set;
import java.util.TreeSet;

/** What the library knows and tells nobody outside of its package. */
public final class Library {
    private Library() {}

    /** The names of its functions, without the dollar. */
    public static Set<String> functions() {
        return new TreeSet<>(Jsonata.staticFrame.bindings.keySet());
    }
}
