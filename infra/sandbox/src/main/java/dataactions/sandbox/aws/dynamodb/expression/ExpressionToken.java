package dataactions.sandbox.aws.dynamodb.expression;

/** A part of an expression: a word, a placeholder, an index, a symbol, or the end. */
record ExpressionToken(Kind kind, String text) {
    enum Kind {
        WORD,
        NAME_PLACEHOLDER,
        VALUE_PLACEHOLDER,
        INDEX,
        SYMBOL,
        END
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Keywords have no case; functions have. */
    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }
}
