package dataactions.definition.expression;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** JSONata's functions that use chance. Public for JSONata, which finds the methods by reflection. */
public final class RandomFunctions {
    /** The work of one random number. A secure one takes about a microsecond. */
    private static final int NUMBER = 64;

    private RandomFunctions() {}

    public static Double random() {
        Bounds.current().work(NUMBER);
        return Bounds.current().random().nextDouble();
    }

    public static List<?> shuffle(List<?> list) {
        if (list == null || list.size() <= 1) {
            return list;
        }
        Bounds.current().work(list.size());
        List<Object> shuffled = new ArrayList<>(list);
        Random random = Bounds.current().random();
        for (int i = shuffled.size(); i > 1; i--) {
            Bounds.current().work(NUMBER);
            Collections.swap(shuffled, i - 1, random.nextInt(i));
        }
        return shuffled;
    }
}
