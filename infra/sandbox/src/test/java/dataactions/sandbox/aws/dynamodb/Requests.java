package dataactions.sandbox.aws.dynamodb;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of requests in their order, each with the answer that the documentation asks for. The answers of the sandbox
 * and of an independent implementation are held against it.
 */
final class Requests {
    /**
     * One request.
     *
     * @param operation such as {@code PutItem}
     * @param body the JSON
     * @param error the last part of {@code __type}; empty for a success
     * @param answer the JSON of a success, without the order in sets; null for an error
     * @param difference why the independent implementation answers something else; empty if it does not
     */
    record Case(String name, String operation, String body, String error, String answer, String difference) {
        /** Says that the independent implementation does something else. */
        Case differs(String reason) {
            return new Case(name, operation, body, error, answer, reason);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String VALIDATION = "ValidationException";
    private static final String CONDITION = "ConditionalCheckFailedException";
    private static final String SERIALIZATION = "SerializationException";

    private final List<Case> cases = new ArrayList<>();

    private Requests() {}

    /** The tables: {@code jobs} (pk S), {@code pairs} (pk S, sk N), {@code blobs} (pk B). */
    static List<Case> all() {
        Requests requests = new Requests();
        requests.puts();
        requests.types();
        requests.keys();
        requests.conditions();
        requests.conditionErrors();
        requests.updates();
        requests.updateErrors();
        requests.reads();
        requests.protocol();
        return requests.cases;
    }

    private void puts() {
        ok("a new item", "PutItem", item("'pk':{'S':'a'},'n':{'N':'1'}"), "{}");
        ok(
                "an item that replaces one, with the old one",
                "PutItem",
                item("'pk':{'S':'a'},'n':{'N':'2'}", "'ReturnValues':'ALL_OLD'"),
                "{'Attributes':{'pk':{'S':'a'},'n':{'N':'1'}}}");
        ok("no old item to return", "PutItem", item("'pk':{'S':'new'}", "'ReturnValues':'ALL_OLD'"), "{}");
        error("ALL_NEW of a put", "PutItem", item("'pk':{'S':'a'}", "'ReturnValues':'ALL_NEW'"), VALIDATION);
        error("an unknown ReturnValues", "PutItem", item("'pk':{'S':'a'}", "'ReturnValues':'SOME'"), VALIDATION);
        error(
                        "an unknown ReturnValuesOnConditionCheckFailure",
                        "PutItem",
                        item("'pk':{'S':'a'}", "'ReturnValuesOnConditionCheckFailure':'ALL_NEW'"),
                        VALIDATION)
                .differs("API reference, PutItem: valid values are ALL_OLD and NONE.");
        error("no item", "PutItem", "{'TableName':'jobs'}", VALIDATION);
        error("no table", "PutItem", "{'Item':{'pk':{'S':'a'}}}", VALIDATION);
        error(
                "a table that is not there",
                "PutItem",
                "{'TableName':'other','Item':{'pk':{'S':'a'}}}",
                "ResourceNotFoundException");
        error("a table's name that is too short", "PutItem", "{'TableName':'ab','Item':{'pk':{'S':'a'}}}", VALIDATION);
        error("a misspelled member", "PutItem", item("'pk':{'S':'a'}", "'ConditionExpresion':'a = b'"), VALIDATION)
                .differs("DynamoDB ignores an unknown member. The sandbox refuses it, so that a misspelled condition is"
                        + " found.");
    }

    private void types() {
        String every = "'pk':{'S':'every'},'s':{'S':''},'n':{'N':'1.50'},'b':{'B':'AP8='},'t':{'BOOL':true},"
                + "'z':{'NULL':true},'m':{'M':{'x':{'L':[{'N':'1'},{'M':{}}]}}},'l':{'L':[]},"
                + "'ss':{'SS':['a','b']},'ns':{'NS':['1','2.0']},'bs':{'BS':['AA==','/w==']}";
        ok("a value of every type", "PutItem", item(every), "{}");
        ok(
                "every type comes back, numbers in normal form",
                "GetItem",
                key("'pk':{'S':'every'}", "'ConsistentRead':true"),
                "{'Item':{" + every.replace("1.50", "1.5").replace("2.0", "2") + "}}");
        ok(
                "numbers at their limits",
                "PutItem",
                item(
                        "'pk':{'S':'n'},'a':{'N':'-0.0'},'b':{'N':'1e2'},'c':{'N':'12345678901234567890123456789012345678'},"
                                + "'d':{'N':'9.9999999999999999999999999999999999999E+125'},'e':{'N':'1E-130'},'f':{'N':'007'}"),
                "{}");
        ok(
                "the normal forms of numbers",
                "GetItem",
                key("'pk':{'S':'n'}", "'ConsistentRead':true,'ProjectionExpression':'a, b, c, f'"),
                "{'Item':{'a':{'N':'0'},'b':{'N':'100'},'c':{'N':'12345678901234567890123456789012345678'},"
                        + "'f':{'N':'7'}}}");
        value("39 digits", "{'N':'123456789012345678901234567890123456789'}", VALIDATION);
        value("a number that is too large", "{'N':'1E126'}", VALIDATION);
        value("a number that is too small", "{'N':'1E-131'}", VALIDATION);
        value("a number that is none", "{'N':'1 000'}", VALIDATION);
        value("an empty number", "{'N':''}", VALIDATION);
        value("a hexadecimal number", "{'N':'0x10'}", VALIDATION);
        value("a JSON number", "{'N':1}", SERIALIZATION);
        value("no type", "{}", VALIDATION);
        value("an unknown type", "{'X':'1'}", VALIDATION);
        value("two types", "{'S':'a','N':'1'}", VALIDATION);
        value("NULL that is false", "{'NULL':false}", VALIDATION);
        value("an empty set", "{'SS':[]}", VALIDATION);
        value("the same text twice in a set", "{'SS':['a','a']}", VALIDATION);
        value("the same number twice in a set", "{'NS':['1','1.0']}", VALIDATION);
        value("Base64 that is none", "{'B':'a?b='}", SERIALIZATION);
        value("Base64 without its end", "{'B':'AP8'}", SERIALIZATION);
        value("a text that is a number", "{'S':1}", SERIALIZATION);
        value("BOOL that is a text", "{'BOOL':'true'}", SERIALIZATION)
                .differs("API reference, AttributeValue: BOOL is a JSON boolean. dynalite converts a text.");
        value("a list that is a map", "{'L':{}}", SERIALIZATION);
        value("a wrong value deep in a map", "{'M':{'a':{'L':[{'N':'x'}]}}}", VALIDATION);
        String deep = "{'L':[".repeat(33) + "{'S':'x'}" + "]}".repeat(33);
        value("more than 32 levels", deep, VALIDATION)
                .differs("Developer guide, Quotas: nested attributes have up to 32 levels.");
        String exact = "x".repeat(400 * 1024 - "pk".length() - "size".length() - "v".length());
        ok("an item of 400 KB", "PutItem", item("'pk':{'S':'size'},'v':{'S':'" + exact + "'}"), "{}");
        error(
                "an item of 400 KB and one byte",
                "PutItem",
                item("'pk':{'S':'size'},'v':{'S':'" + exact + "x'}"),
                VALIDATION);
        error(
                "an item that grows beyond 400 KB",
                "UpdateItem",
                key(
                        "'pk':{'S':'size'}",
                        "'UpdateExpression':'SET w = :w','ExpressionAttributeValues':{':w':{'S':'12'}}"),
                VALIDATION);
    }

    private void keys() {
        error("no key in the item", "PutItem", item("'n':{'N':'1'}"), VALIDATION);
        error("a key of another type in the item", "PutItem", item("'pk':{'N':'1'}"), VALIDATION);
        error("an empty key", "PutItem", item("'pk':{'S':''}"), VALIDATION);
        error("a key of another name", "GetItem", key("'id':{'S':'a'}"), VALIDATION);
        error("a key of another type", "GetItem", key("'pk':{'N':'1'}"), VALIDATION);
        error("a key with more", "GetItem", key("'pk':{'S':'a'},'n':{'N':'1'}"), VALIDATION);
        error("an empty key in a read", "GetItem", key("'pk':{'S':''}"), VALIDATION);
        error("a key that is too long", "PutItem", item("'pk':{'S':'" + "k".repeat(2049) + "'}"), VALIDATION);
        ok("a key of 2048 bytes", "PutItem", item("'pk':{'S':'" + "k".repeat(2048) + "'}"), "{}");
        ok("two keys", "PutItem", "{'TableName':'pairs','Item':{'pk':{'S':'a'},'sk':{'N':'1.0'},'v':{'S':'x'}}}", "{}");
        ok(
                "two keys, the number in another form",
                "GetItem",
                "{'TableName':'pairs','ConsistentRead':true,'Key':{'pk':{'S':'a'},'sk':{'N':'1'}}}",
                "{'Item':{'pk':{'S':'a'},'sk':{'N':'1'},'v':{'S':'x'}}}");
        error("half of two keys", "GetItem", "{'TableName':'pairs','Key':{'pk':{'S':'a'}}}", VALIDATION);
        ok("a binary key", "PutItem", "{'TableName':'blobs','Item':{'pk':{'B':'AP8='},'v':{'N':'1'}}}", "{}");
        ok(
                "a binary key is found",
                "GetItem",
                "{'TableName':'blobs','ConsistentRead':true,'Key':{'pk':{'B':'AP8='}}}",
                "{'Item':{'pk':{'B':'AP8='},'v':{'N':'1'}}}");
        error("an empty binary key", "PutItem", "{'TableName':'blobs','Item':{'pk':{'B':''}}}", VALIDATION);
        error(
                "a change of the key",
                "UpdateItem",
                key("'pk':{'S':'a'}", "'UpdateExpression':'SET pk = :v','ExpressionAttributeValues':{':v':{'S':'b'}}"),
                VALIDATION);
    }

    private void conditions() {
        ok(
                "an item for conditions",
                "PutItem",
                item(
                        "'pk':{'S':'c'},'n':{'N':'5'},'s':{'S':'hello'},'b':{'B':'AP8='},'t':{'BOOL':true},"
                                + "'l':{'L':[{'S':'x'},{'N':'1'}]},'m':{'M':{'in':{'M':{'x':{'N':'1'}}}}},'ss':{'SS':['a','b']}"),
                "{}");
        holds("n = :v", "{'N':'5.0'}");
        fails("n = :v", "{'S':'5'}");
        holds("n <> :v", "{'S':'5'}");
        holds("nothing <> :v", "{'S':'5'}");
        fails("nothing = :v", "{'S':'5'}");
        fails("nothing < :v", "{'N':'5'}");
        holds("n < :v", "{'N':'10'}");
        fails("n < :v", "{'S':'9'}");
        holds("n >= :v AND n <= :v", "{'N':'5'}");
        holds("s > :v", "{'S':'Hello'}");
        holds("b > :v", "{'B':'AH8='}");
        holds("n BETWEEN :v AND :w", "{'N':'5'},':w':{'N':'6'}");
        fails("n between :v and :w", "{'N':'6'},':w':{'N':'7'}");
        holds("n IN (:v, :w)", "{'N':'4'},':w':{'N':'5'}");
        fails("n IN (:v)", "{'N':'4'}");
        holds("attribute_exists(m.in.x) AND NOT n = :v", "{'N':'4'}");
        holds("attribute_not_exists(m.in.y) OR n = :v", "{'N':'4'}");
        fails("attribute_not_exists(pk) OR n <= :v", "{'N':'4'}");
        holds("attribute_type(l, :v)", "{'S':'L'}");
        fails("attribute_type(l, :v)", "{'S':'M'}");
        holds("begins_with(s, :v)", "{'S':'hell'}");
        holds("begins_with(b, :v)", "{'B':'AA=='}");
        fails("begins_with(n, :v)", "{'S':'5'}");
        holds("contains(s, :v)", "{'S':'ell'}");
        holds("contains(ss, :v)", "{'S':'b'}");
        holds("contains(l, :v)", "{'N':'1.0'}");
        fails("contains(ss, :v)", "{'N':'1'}");
        holds("size(s) = :v AND size(l) < :v", "{'N':'5'}");
        holds("size(m) = :v AND size(ss) > :v", "{'N':'1'}");
        holds("l[0] = :v", "{'S':'x'}");
        fails("l[2] = :v", "{'S':'x'}");
        holds("n = :v OR s = :v AND t = :v", "{'N':'5'}");
        fails("(n = :v OR s = :v) AND t = :v", "{'N':'5'}");
        holds("((n = :v) OR (s = :v))", "{'N':'5'}");
        ok(
                "a name that is a reserved word, by a placeholder",
                "PutItem",
                item(
                        "'pk':{'S':'fresh'},'state':{'S':'x'}",
                        "'ConditionExpression':'attribute_not_exists(#s)','ExpressionAttributeNames':{'#s':'state'}"),
                "{}");
        error(
                "a condition that fails, without the item",
                "PutItem",
                item("'pk':{'S':'c'}", "'ConditionExpression':'attribute_not_exists(pk)'"),
                CONDITION);
        error(
                "a condition on an item that is not there",
                "UpdateItem",
                key("'pk':{'S':'nobody'}", "'ConditionExpression':'attribute_exists(pk)'"),
                CONDITION);
    }

    private void conditionErrors() {
        condition("a = ", "a = ");
        condition("a word that is reserved", "state = :v");
        condition("a reserved word in lower case in a path", "a.name = :v");
        condition("an undefined value", "n = :other AND n = :v");
        condition("an undefined name", "#n = :v");
        condition("an unused value", "attribute_exists(n)");
        condition("an empty condition", "");
        condition("a function that does not exist", "exists(n) AND n = :v");
        condition("a function in the wrong case", "Attribute_Exists(n) AND n = :v");
        condition("a function of updates", "if_not_exists(n, :v) = :v");
        condition("an operand alone", "n AND n = :v");
        condition("a condition as an operand", "attribute_exists(n) = :v");
        condition("too few operands", "contains(n) AND n = :v");
        condition("too many operands", "attribute_exists(n, :v)");
        condition("a value where a path belongs", "attribute_exists(:v)");
        condition("the same path twice", "n = n AND n = :v");
        condition("an open parenthesis", "(n = :v");
        condition("thousands of open parentheses", "(".repeat(4000) + "n = :v");
        condition("more than 300 operators", "NOT ".repeat(301) + "n = :v");
        condition("doubled parentheses", "((n = :v))");
        condition("two conditions without AND", "n = :v n = :v");
        condition("an unknown symbol", "n ! :v");
        condition("an index that is no number", "l[x] = :v");
        condition("bounds in the wrong order", "n BETWEEN :v AND :w", "{'N':'2'},':w':{'N':'1'}");
        condition("bounds of two types", "n BETWEEN :v AND :w", "{'N':'2'},':w':{'S':'3'}");
        condition("an order of BOOL", "n < :v", "{'BOOL':true}")
                .differs(
                        "API reference, Condition: LT and the other orders take a text, a number or binary data only.");
        condition("a prefix that is a number", "begins_with(s, :v)", "{'N':'1'}");
        condition("a type that does not exist", "attribute_type(s, :v)", "{'S':'TEXT'}");
        condition("a type that is no text", "attribute_type(s, :v)", "{'N':'1'}");
        error(
                "names without an expression",
                "PutItem",
                item("'pk':{'S':'a'}", "'ExpressionAttributeNames':{'#a':'b'}"),
                VALIDATION);
        error(
                "values without an expression",
                "PutItem",
                item("'pk':{'S':'a'}", "'ExpressionAttributeValues':{':a':{'S':'b'}}"),
                VALIDATION);
        error(
                "an unused name",
                "PutItem",
                item(
                        "'pk':{'S':'a'}",
                        "'ConditionExpression':'attribute_exists(pk)','ExpressionAttributeNames':{'#a':'b'}"),
                VALIDATION);
        error(
                "a name without #",
                "PutItem",
                item(
                        "'pk':{'S':'a'}",
                        "'ConditionExpression':'attribute_exists(pk)','ExpressionAttributeNames':{'a':'b'}"),
                VALIDATION);
        error(
                        "a condition that is too long",
                        "PutItem",
                        item("'pk':{'S':'a'}", "'ConditionExpression':'attribute_exists(" + "a".repeat(4096) + ")'"),
                        VALIDATION)
                .differs("Developer guide, Quotas: an expression has at most 4 KB.");
    }

    private void updates() {
        ok(
                "an item for updates",
                "PutItem",
                item("'pk':{'S':'u'},'n':{'N':'5'},'l':{'L':[{'S':'a'},{'S':'b'},{'S':'c'}]},"
                        + "'m':{'M':{'x':{'N':'1'},'y':{'N':'2'}}},'ss':{'SS':['a','b']}"),
                "{}");
        update("SET with a sum", "SET n = n + :v", "{'N':'1'}", "UPDATED_NEW", "'n':{'N':'6'}");
        update("SET with a difference, the old value", "SET n = n - :v", "{'N':'0.5'}", "UPDATED_OLD", "'n':{'N':'6'}");
        update(
                "if_not_exists of what is there",
                "SET n = if_not_exists(n, :v)",
                "{'N':'9'}",
                "UPDATED_NEW",
                "'n':{'N':'5.5'}");
        update(
                "if_not_exists of what is not there",
                "SET k = if_not_exists(k, :v) + :v",
                "{'N':'9'}",
                "UPDATED_NEW",
                "'k':{'N':'18'}");
        update(
                "list_append at the end",
                "SET l = list_append(l, :v)",
                "{'L':[{'S':'d'}]}",
                "UPDATED_NEW",
                "'l':{'L':[{'S':'a'},{'S':'b'},{'S':'c'},{'S':'d'}]}");
        update("an element of a list", "SET l[1] = :v", "{'S':'B'}", "UPDATED_NEW", "'l':{'L':[{'S':'B'}]}");
        update(
                "elements beyond the end are appended in order",
                "SET l[9] = :v, l[7] = n",
                "{'S':'e'}",
                "UPDATED_OLD",
                "");
        update("elements removed at their old places", "REMOVE l[0], l[1] SET k = :v", "{'N':'1'}", "NONE", null);
        ok(
                        "the list after that",
                        "GetItem",
                        key("'pk':{'S':'u'}", "'ConsistentRead':true,'ProjectionExpression':'l'"),
                        "{'Item':{'l':{'L':[{'S':'c'},{'S':'d'},{'N':'5.5'},{'S':'e'}]}}}")
                .differs(
                        "Developer guide, Removing elements from a list: all indexes count in the list before the update.");
        update("a value in a map", "SET m.x = m.y + :v", "{'N':'1'}", "UPDATED_NEW", "'m':{'M':{'x':{'N':'3'}}}");
        update(
                "a new value in a map",
                "SET m.z = :v REMOVE m.y",
                "{'N':'1'}",
                "UPDATED_NEW",
                "'m':{'M':{'z':{'N':'1'}}}");
        update(
                "two values that change places",
                "SET m.x = m.z, m.z = m.x, k = :v",
                "{'N':'0'}",
                "UPDATED_NEW",
                "'m':{'M':{'x':{'N':'1'},'z':{'N':'3'}}},'k':{'N':'0'}");
        update("ADD to a number", "ADD n :v", "{'N':'-5.5'}", "UPDATED_NEW", "'n':{'N':'0'}");
        update("ADD to nothing", "ADD fresh :v", "{'N':'2'}", "UPDATED_NEW", "'fresh':{'N':'2'}");
        update("ADD to a set", "ADD ss :v", "{'SS':['b','c']}", "UPDATED_NEW", "'ss':{'SS':['a','b','c']}");
        update("DELETE from a set", "DELETE ss :v", "{'SS':['a','z']}", "UPDATED_NEW", "'ss':{'SS':['b','c']}");
        update("DELETE of the last elements", "DELETE ss :v", "{'SS':['b','c']}", "UPDATED_NEW", "");
        update("DELETE from nothing", "DELETE ss :v", "{'SS':['b','c']}", "UPDATED_NEW", "");
        update(
                "every clause, in lower case",
                "remove k add n :v set m.x = :v delete ss :w",
                "{'N':'1'},':w':{'SS':['q']}",
                "UPDATED_NEW",
                "'n':{'N':'1'},'m':{'M':{'x':{'N':'1'}}}");
        ok(
                "the whole old item",
                "UpdateItem",
                key(
                        "'pk':{'S':'new-u'}",
                        "'UpdateExpression':'SET a = :v','ReturnValues':'ALL_OLD',"
                                + "'ExpressionAttributeValues':{':v':{'N':'1'}}"),
                "{}");
        ok(
                "the whole new item",
                "UpdateItem",
                key("'pk':{'S':'new-u'}", "'UpdateExpression':'REMOVE a','ReturnValues':'ALL_NEW'"),
                "{'Attributes':{'pk':{'S':'new-u'}}}");
        ok(
                "an update without changes makes the item",
                "UpdateItem",
                key("'pk':{'S':'bare'}", "'ReturnValues':'ALL_NEW'"),
                "{'Attributes':{'pk':{'S':'bare'}}}");
        ok(
                "a state that is changed if it is the expected one",
                "UpdateItem",
                key(
                        "'pk':{'S':'fresh'}",
                        "'UpdateExpression':'SET #s = :new REMOVE #r',"
                                + "'ConditionExpression':'#s = :old AND attribute_exists(pk)','ReturnValues':'ALL_NEW',"
                                + "'ExpressionAttributeNames':{'#s':'state','#r':'request'},"
                                + "'ExpressionAttributeValues':{':new':{'S':'y'},':old':{'S':'x'}}"),
                "{'Attributes':{'pk':{'S':'fresh'},'state':{'S':'y'}}}");
    }

    private void updateErrors() {
        badUpdate("an empty update", "");
        badUpdate("no clause", "n = :v");
        badUpdate("a clause twice", "SET n = :v SET k = :v");
        badUpdate("the same path twice", "SET n = :v, n = :v");
        badUpdate("a path and a part of it", "SET m = :v REMOVE m.x");
        badUpdate("a map and a list at once", "SET m.x = :v, m[0] = :v");
        badUpdate("a path into nothing", "SET absent.x = :v");
        badUpdate("a path into a number", "SET n.x = :v");
        badUpdate("an index into a map", "SET m[0] = :v");
        badUpdate("an attribute that is not there", "SET n = absent + :v");
        badUpdate("a sum with a list", "SET n = l + :v");
        badUpdate("list_append with a number", "SET l = list_append(l, :v)");
        badUpdate("if_not_exists without a path", "SET n = if_not_exists(:v, :v)");
        badUpdate("a function of conditions", "SET n = size(l) + :v");
        badUpdate("an unknown function", "SET n = plus(n, :v)");
        badUpdate("a reserved word", "SET state = :v");
        badUpdate("a comma at the end", "SET n = :v,");
        badUpdate("REMOVE with a value", "REMOVE n :v");
        badUpdate("ADD with a path", "ADD n k SET k = :v");
        badUpdate("DELETE of a number", "DELETE n :v");
        badUpdate("ADD of a number to a list", "ADD l :v");
        error(
                "ADD of a text",
                "UpdateItem",
                key("'pk':{'S':'u'}", "'UpdateExpression':'ADD n :v','ExpressionAttributeValues':{':v':{'S':'1'}}"),
                VALIDATION);
        error(
                "ADD of a set to a number",
                "UpdateItem",
                key("'pk':{'S':'u'}", "'UpdateExpression':'ADD n :v','ExpressionAttributeValues':{':v':{'SS':['1']}}"),
                VALIDATION);
        error(
                "a sum of a text",
                "UpdateItem",
                key(
                        "'pk':{'S':'u'}",
                        "'UpdateExpression':'SET n = n + :v','ExpressionAttributeValues':{':v':{'S':'1'}}"),
                VALIDATION);
        error(
                        "a sum that is too large",
                        "UpdateItem",
                        key(
                                "'pk':{'S':'u'}",
                                "'UpdateExpression':'SET n = :v + :v','ExpressionAttributeValues':{':v':{'N':'9E125'}}"),
                        VALIDATION)
                .differs("Developer guide, Data types: a number is at most 9.99…E+125.");
        error("no key in an update", "UpdateItem", "{'TableName':'jobs'}", VALIDATION);
    }

    private void reads() {
        ok("an item that is not there", "GetItem", key("'pk':{'S':'nobody'}", "'ConsistentRead':true"), "{}");
        ok(
                "an item, in parts",
                "GetItem",
                key(
                        "'pk':{'S':'c'}",
                        "'ConsistentRead':true,'ProjectionExpression':'m.#in.x, l[1], absent, l[9]',"
                                + "'ExpressionAttributeNames':{'#in':'in'}"),
                "{'Item':{'m':{'M':{'in':{'M':{'x':{'N':'1'}}}}},'l':{'L':[{'N':'1'}]}}}");
        ok(
                "no part is there",
                "GetItem",
                key("'pk':{'S':'c'}", "'ConsistentRead':true,'ProjectionExpression':'absent'"),
                "{'Item':{}}");
        projection("an empty projection", "");
        projection("a path twice", "n, n");
        projection("a path and a part of it", "m, m.x");
        projection("a reserved word", "n, status");
        projection("a value in a projection", "n, :v");
        projection("a comma at the end", "n,");
        error(
                        "a condition in a read",
                        "GetItem",
                        key("'pk':{'S':'c'}", "'ConditionExpression':'attribute_exists(pk)'"),
                        VALIDATION)
                .differs(
                        "DynamoDB ignores an unknown member. The sandbox refuses it, so that a misplaced condition is found.");
        error(
                        "ConsistentRead that is a text",
                        "GetItem",
                        key("'pk':{'S':'c'}", "'ConsistentRead':'yes'"),
                        SERIALIZATION)
                .differs("API reference, GetItem: ConsistentRead is a JSON boolean. dynalite takes any text for true.");
        error("no key in a read", "GetItem", "{'TableName':'jobs'}", VALIDATION);
    }

    private void protocol() {
        error("not JSON", "GetItem", "{", SERIALIZATION);
        error("a JSON array", "GetItem", "[]", SERIALIZATION)
                .differs("API reference: a request is a JSON object. dynalite takes an array for an empty one.");
        error("an operation that does not exist", "MoveItem", "{}", "UnknownOperationException");
    }

    private static String item(String attributes, String... members) {
        return "{'TableName':'jobs','Item':{" + attributes + "}" + joined(members) + "}";
    }

    private static String key(String attributes, String... members) {
        return "{'TableName':'jobs','Key':{" + attributes + "}" + joined(members) + "}";
    }

    private static String joined(String... members) {
        return members.length == 0 ? "" : "," + String.join(",", members);
    }

    private Added value(String name, String value, String error) {
        return error(name, "PutItem", item("'pk':{'S':'a'},'v':" + value), error);
    }

    /** A condition that holds writes the item again, without a change. */
    private void holds(String condition, String value) {
        ok("holds: " + condition + " with " + value, "UpdateItem", guarded(condition, value), "{}");
    }

    private void fails(String condition, String value) {
        error("does not hold: " + condition + " with " + value, "UpdateItem", guarded(condition, value), CONDITION);
    }

    private Added condition(String name, String condition) {
        return condition(name, condition, "{'N':'1'}");
    }

    private Added condition(String name, String condition, String value) {
        return error("a condition with " + name, "UpdateItem", guarded(condition, value), VALIDATION);
    }

    private static String guarded(String condition, String value) {
        return key(
                "'pk':{'S':'c'}",
                "'ConditionExpression':'" + condition.replace("m.in", "m.#in") + "'",
                "'ExpressionAttributeValues':{':v':" + value + "}"
                        + (condition.contains("m.in") ? ",'ExpressionAttributeNames':{'#in':'in'}" : ""));
    }

    private void update(String name, String expression, String value, String returned, String attributes) {
        String body = key(
                "'pk':{'S':'u'}",
                "'UpdateExpression':'" + expression + "'",
                "'ExpressionAttributeValues':{':v':" + value + "}",
                "'ReturnValues':'" + returned + "'");
        ok(name, "UpdateItem", body, attributes == null ? "{}" : "{'Attributes':{" + attributes + "}}");
    }

    private Added badUpdate(String name, String expression) {
        String values = expression.contains(":v") ? ",'ExpressionAttributeValues':{':v':{'N':'1'}}" : "";
        return error(
                "an update with " + name,
                "UpdateItem",
                key("'pk':{'S':'u'}", "'UpdateExpression':'" + expression + "'" + values),
                VALIDATION);
    }

    private Added projection(String name, String expression) {
        return error(name, "GetItem", key("'pk':{'S':'c'}", "'ProjectionExpression':'" + expression + "'"), VALIDATION);
    }

    private Added ok(String name, String operation, String body, String answer) {
        return add(new Case(name, operation, json(body), "", json(answer), ""));
    }

    private Added error(String name, String operation, String body, String error) {
        return add(new Case(name, operation, json(body), error, null, ""));
    }

    private Added add(Case added) {
        int at = cases.size();
        cases.add(added);
        return reason -> cases.set(at, added.differs(reason));
    }

    /** A case that was added. */
    private interface Added {
        void differs(String reason);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
