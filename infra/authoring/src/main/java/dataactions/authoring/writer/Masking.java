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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what looks personal or secret in a recorded answer, because an example is committed and shared. A value
 * keeps its type. The name of the member and the form of a text decide which values are masked. A member whose name
 * itself is personal is left out.
 */
public final class Masking {
    /** The rule in sentences, for the help of a command that records. */
    public static final String RULE = "It masks members named like a secret (password, token, apiKey), a person's name,"
            + " address, e-mail address, telephone number, date of birth, account, card or tax number, and what is below a"
            + " secret, an address, an e-mail address or a telephone number; \"name\" of a person, such as a customer, or if the"
            + " same object has one of these; a person that is a text, such as an owner; and every e-mail address, IBAN,"
            + " card number, IP address, key and credential of a URL in a text; and a number that may be a card number. In an"
            + " address, an e-mail address or a telephone number, a kind such as \"work\", a country and a time stay."
            + " A member whose name is one of these is left out.";

    private static final String SECRET = "masked";
    private static final String NAME = "Sample Name";
    private static final String PHONE = "+10000000000";
    /** Names that also show that {@code name} in the same object is a person's. */
    private static final Pattern NAMES =
            Pattern.compile("username|.*(first|last|middle|full|given|family|sur|fore|nick|maiden|birth)names?\\d*");
    /** Names of persons, of companies, or of things. */
    private static final Pattern OTHER_NAMES =
            Pattern.compile("(.*(display|customer|contact)|(?<person>.+))names?\\d*");
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

    private static final Pattern PHONES = Pattern.compile(
            "cell|ani|tel|.*(?<!head|micro|ear|smart|saxo|mega|auto|^i)(phone|mobile|fax|telephone|msisdn)(number)?s?\\d*");
    private static final Pattern EMAILS = Pattern.compile("mails?\\d*|.*emails?\\d*|.*mailaddress(es)?\\d*");
    private static final Set<String> BIRTHS = Set.of("birthdate", "dateofbirth", "birthday", "dob");
    private static final Pattern ADDRESSES = Pattern.compile(".*(address(es)?|streets?)\\d*");
    /** A text of an address. An object of this name is another line, such as that of an order. */
    private static final Pattern LINES =
            Pattern.compile("(street|postal|delivery|shipping|billing|mailing|home|work)?(address|addr)?lines?\\d*");

    private static final Pattern IP_ADDRESS = Pattern.compile(
            "(client|source|remote|server|host|local|public|private|user|customer)?ip(v[46])?address(es)?");
    /** Whose address it is. */
    private static final Pattern PLACE =
            Pattern.compile("^(billing|shipping|delivery|mailing|postal|home|work|office|private|business)");

    private static final Set<String> ADDRESS_PARTS = Set.of(
            "streetname",
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

    /** What a value below a telephone number or an address is, rather than whose. A mapping may select by it. */
    private static final Set<String> KINDS =
            Set.of("type", "kind", "use", "usage", "category", "status", "system", "country", "countrycode");

    private static final Pattern KIND = Pattern.compile("\\p{L}[\\p{L} _-]{0,19}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?(Z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** A telephone number. A number without + and 0 is rather a key. */
    private static final Pattern CALLER = Pattern.compile("[+0(][0-9 ()/.-]{6,30}");

    private static final int SHORTEST_PHONE = 7;

    /** What an object is, so that everything below it is masked. */
    private enum Below {
        NOTHING,
        SECRET,
        EMAIL,
        PHONE,
        ADDRESS
    }

    private final Set<String> masked = new TreeSet<>();

    /** The paths of the members that were masked so far, such as {@code address.street}. */
    public Set<String> masked() {
        return masked;
    }

    /** The value with everything masked that looks personal or secret. */
    public Object value(Object value) {
        return value("", "", value, false, Below.NOTHING);
    }

    /** The headers of an answer, with everything masked that looks personal or secret. */
    public Map<String, String> headers(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        headers.forEach((name, value) ->
                all.put(name, String.valueOf(value("headers." + name, name, value, false, Below.NOTHING))));
        return all;
    }

    /**
     * @param named whether another member of the same object shows that {@code name} is a person's
     * @param below the object that the value is in
     */
    private Object value(String path, String name, Object value, boolean named, Below below) {
        if (value instanceof Map<?, ?> map) {
            String holder = letters(name);
            boolean isPerson = isPerson(holder) || map.entrySet().stream().anyMatch(each -> isEvidence(each));
            Below here = below == Below.SECRET ? below : below(holder, below);
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                String member = String.valueOf(key);
                if (PersonalText.isIn(member)) {
                    masked.add((path.isEmpty() ? "" : path + ".") + "(left out: a member with a personal name)");
                    return;
                }
                String place = path.isEmpty() ? member : path + "." + member;
                boolean isNamePart = holder.equals("name") && NAME_PARTS.contains(letters(member));
                all.put(member, value(place, isNamePart ? "fullname" : member, each, isPerson, here));
            });
            return all;
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(each -> all.add(value(path + "[]", name, each, named, below)));
            return all;
        }
        Object replaced =
                value == null || value instanceof Boolean ? value : scalar(letters(name), value, named, below);
        if (replaced != value && !replaced.equals(value)) {
            masked.add(path.isEmpty() ? "(the whole answer)" : path);
        }
        return replaced;
    }

    /** @param outer what applies to an object whose name says nothing */
    private static Below below(String holder, Below outer) {
        if (SecretLook.isHolder(holder)) {
            return Below.SECRET;
        }
        if (EMAILS.matcher(holder).matches()) {
            return Below.EMAIL;
        }
        if (isPhone(holder) && !holder.equals("cell")) {
            return Below.PHONE;
        }
        return isAddress(holder) ? Below.ADDRESS : outer;
    }

    private static Object scalar(String name, Object value, boolean named, Below below) {
        if (below != Below.NOTHING && isKept(name, value, below)) {
            return value;
        }
        boolean isCount = name.endsWith("tokens") && value instanceof Number;
        if (below == Below.SECRET || SecretLook.isName(name) && !isCount) {
            return masked(value, SECRET);
        }
        if (isName(name) || (named || below == Below.EMAIL) && name.matches("names?")) {
            return masked(value, NAME);
        }
        if (EMAILS.matcher(name).matches()) {
            return masked(value, PersonalText.EMAIL_SAMPLE);
        }
        if (isPhone(name)) {
            return masked(value, PHONE);
        }
        if (BIRTHS.contains(name)) {
            return masked(value, "1970-01-01");
        }
        if (isAddress(name)
                || ADDRESS_PARTS.contains(PLACE.matcher(name).replaceFirst(""))
                || NUMBERS.contains(name)
                || value instanceof String && LINES.matcher(name).matches()
                || below != Below.NOTHING) {
            return shaped(value, below);
        }
        if (isPerson(name) && value instanceof String text) {
            return person(text);
        }
        if (value instanceof Number number) {
            return PersonalText.isCard(number) ? (Object) 0L : value;
        }
        return value instanceof String text ? PersonalText.masked(text) : value;
    }

    /** Whether a value inside of a masked object shows nothing of a person, and a mapping may need it. */
    private static boolean isKept(String name, Object value, Below below) {
        return value instanceof String text
                && !BIRTHS.contains(name)
                && (TIME.matcher(text).matches()
                        || (below == Below.SECRET ? name.equals("type") : KINDS.contains(name))
                                && KIND.matcher(text).matches());
    }

    /** Keeps the form: a mapping may convert such a text to a number. */
    private static Object shaped(Object value, Below below) {
        if (!(value instanceof String text)) {
            return masked(value, "");
        }
        if (PersonalText.masked(text).equals(PersonalText.EMAIL_SAMPLE)) {
            return PersonalText.EMAIL_SAMPLE;
        }
        boolean isPhone =
                below == Below.PHONE && text.chars().filter(Character::isDigit).count() >= SHORTEST_PHONE;
        return isPhone ? PHONE : PersonalText.zeros(text);
    }

    /** A text that says who a person is: a name, an e-mail address or a telephone number. Others are a key or a link. */
    private static String person(String text) {
        String masked = PersonalText.masked(text);
        boolean isName = text.chars().anyMatch(Character::isLetter)
                && !text.contains("://")
                && !text.startsWith("/")
                && !UUID.matcher(text).matches();
        if (isName && !masked.equals(PersonalText.EMAIL_SAMPLE)) {
            return NAME;
        }
        return CALLER.matcher(text).matches() ? PHONE : masked;
    }

    private static Object masked(Object value, String text) {
        if (value instanceof String original) {
            return original.isEmpty() ? original : text;
        }
        return value instanceof BigDecimal ? new BigDecimal("0.5") : (Object) 0L;
    }

    /** Whether a member shows that {@code name} in the same object is a person's. {@code sendEmail: true} does not. */
    private static boolean isEvidence(Map.Entry<?, ?> member) {
        String name = letters(String.valueOf(member.getKey()));
        return !(member.getValue() instanceof Boolean)
                && (NAMES.matcher(name).matches()
                        || isPhone(name)
                        || BIRTHS.contains(name)
                        || NUMBERS.contains(name)
                        || EMAILS.matcher(name).matches());
    }

    private static boolean isPerson(String name) {
        return PEOPLE.contains(name.replaceFirst("s$", ""));
    }

    private static boolean isName(String name) {
        Matcher other = OTHER_NAMES.matcher(name);
        return NAMES.matcher(name).matches()
                || other.matches() && (other.group("person") == null || PEOPLE.contains(other.group("person")));
    }

    private static boolean isPhone(String name) {
        return PHONES.matcher(name).matches();
    }

    private static boolean isAddress(String name) {
        return ADDRESSES.matcher(name).matches() && !IP_ADDRESS.matcher(name).matches();
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
