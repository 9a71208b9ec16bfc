package dataactions.authoring.writer;

import dataactions.authoring.proposal.PersonalText;
import dataactions.authoring.proposal.SecretLook;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Replaces what looks personal or secret in a recorded answer, because an example is committed and shared. A value
 * keeps its type. The name of the member and the form of a text decide which values are masked. A member whose name
 * itself is personal is left out.
 */
public final class Masking {
    /** The rule in sentences, for the help of a command that records. */
    public static final String RULE = "It masks members named like a secret (password, token, apiKey), a person's name,"
            + " address, telephone number, date of birth, account, card or tax number; \"name\" of a person, such as a customer, or"
            + " if the same object has one of these; and every e-mail address, IBAN, card number, IP address and long key in a text."
            + " A member whose name is one of these is left out.";

    private static final String SECRET = "masked";
    private static final Set<String> NAMES = Set.of(
            "firstname",
            "lastname",
            "middlename",
            "fullname",
            "givenname",
            "familyname",
            "surname",
            "forename",
            "username",
            "nickname",
            "maidenname",
            "birthname");
    /** Members of an object that is a person's {@code name}. */
    private static final Set<String> NAME_PARTS =
            Set.of("first", "last", "middle", "given", "family", "full", "display", "formatted", "nick");
    /** Objects that are persons, so that their {@code name} is a person's. */
    private static final Set<String> PEOPLE = Set.of(
            "person",
            "user",
            "customer",
            "contact",
            "agent",
            "owner",
            "author",
            "assignee",
            "requester",
            "member",
            "patient",
            "employee",
            "caller",
            "client",
            "subscriber",
            "recipient",
            "driver",
            "guest",
            "student",
            "teacher",
            "doctor");

    private static final Set<String> PHONES =
            Set.of("phone", "telephone", "mobile", "cell", "fax", "phonenumber", "mobilenumber", "msisdn", "ani");
    private static final Set<String> BIRTHS = Set.of("birthdate", "dateofbirth", "birthday", "dob");
    private static final Set<String> ADDRESSES = Set.of(
            "street",
            "streetname",
            "streetaddress",
            "address",
            "addressline",
            "addressline1",
            "addressline2",
            "suite",
            "city",
            "town",
            "housenumber",
            "zip",
            "zipcode",
            "postcode",
            "postalcode",
            "lat",
            "lng",
            "lon",
            "latitude",
            "longitude");
    private static final Set<String> NUMBERS = Set.of(
            "iban",
            "bic",
            "accountnumber",
            "cardnumber",
            "creditcard",
            "ssn",
            "socialsecuritynumber",
            "taxid",
            "taxnumber",
            "nationalid",
            "nino",
            "passport",
            "passportnumber",
            "licenseplate");

    private final Set<String> masked = new TreeSet<>();

    /** The paths of the members that were masked so far, such as {@code address.street}. */
    public Set<String> masked() {
        return masked;
    }

    /** The value with everything masked that looks personal or secret. */
    public Object value(Object value) {
        return value("", "", value, false);
    }

    /** @param named whether another member of the same object shows that {@code name} is a person's */
    private Object value(String path, String name, Object value, boolean named) {
        if (value instanceof Map<?, ?> map) {
            String holder = letters(name);
            boolean isPerson = PEOPLE.contains(holder.replaceFirst("s$", ""))
                    || map.keySet().stream().anyMatch(key -> isPersonal(letters(String.valueOf(key))));
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                String member = String.valueOf(key);
                if (PersonalText.isIn(member)) {
                    masked.add((path.isEmpty() ? "" : path + ".") + "(left out: a member with a personal name)");
                    return;
                }
                String place = path.isEmpty() ? member : path + "." + member;
                boolean isNamePart = holder.equals("name") && NAME_PARTS.contains(letters(member));
                all.put(member, value(place, isNamePart ? "fullname" : member, each, isPerson));
            });
            return all;
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(each -> all.add(value(path + "[]", name, each, named)));
            return all;
        }
        Object replaced = value == null || value instanceof Boolean ? value : scalar(letters(name), value, named);
        if (replaced != value && !replaced.equals(value)) {
            masked.add(path.isEmpty() ? "(the whole answer)" : path);
        }
        return replaced;
    }

    private static Object scalar(String name, Object value, boolean named) {
        if (SecretLook.isName(name)) {
            return masked(value, SECRET);
        }
        if (NAMES.contains(name) || named && name.equals("name")) {
            return masked(value, "Sample Name");
        }
        if (PHONES.contains(name)) {
            return masked(value, "+10000000000");
        }
        if (BIRTHS.contains(name)) {
            return masked(value, "1970-01-01");
        }
        if (ADDRESSES.contains(name) || NUMBERS.contains(name)) {
            // Keeps the form: a mapping may convert such a text to a number.
            return value instanceof String text ? PersonalText.zeros(text) : masked(value, "");
        }
        return value instanceof String text ? PersonalText.masked(text) : value;
    }

    private static Object masked(Object value, String text) {
        if (value instanceof String original) {
            return original.isEmpty() ? original : text;
        }
        return value instanceof BigDecimal ? new BigDecimal("0.5") : (Object) 0L;
    }

    private static boolean isPersonal(String name) {
        return NAMES.contains(name)
                || PHONES.contains(name)
                || BIRTHS.contains(name)
                || NUMBERS.contains(name)
                || name.equals("email")
                || name.equals("emailaddress")
                || name.equals("mail");
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
