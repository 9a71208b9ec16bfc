package dataactions.definition.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import com.dashjoin.jsonata.Utils;
import com.dashjoin.jsonata.Utils.JList;
import java.util.List;

/** JSONata's {@code $eval}. Public for JSONata, which finds the methods by reflection. */
public final class EvalFunction {
    static final int MAX_EVALUATED = 10_000;

    private EvalFunction() {}

    /** Refused in new definitions. Kept because existing definitions may use it. */
    public static Object eval(String text, Object focus) {
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_EVALUATED) {
            throw Bounds.current().stop("$eval takes at most " + MAX_EVALUATED + " characters");
        }
        Symbol tree;
        try {
            tree = SyntaxTree.parseHere(text);
        } catch (RuntimeException e) {
            throw new JException("D3120", -1);
        }
        BoundedFunctions.bound(tree, text);
        Object context = focus;
        if (focus instanceof List<?> list && !Utils.isSequence(focus)) {
            JList<Object> wrapper = new JList<>();
            wrapper.sequence = true;
            wrapper.outerWrapper = true;
            wrapper.add(list);
            context = wrapper;
        }
        return SyntaxTree.evaluateHere(tree, context);
    }
}
