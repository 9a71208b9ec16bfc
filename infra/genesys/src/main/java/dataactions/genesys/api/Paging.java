package dataactions.genesys.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Divides a listing into pages of 25 entries. A caller may ask for another size, at most 100. */
public final class Paging {

    private static final int DEFAULT_SIZE = 25;
    private static final int LARGEST_SIZE = 100;

    private Paging() {}

    /** Pages that a caller selects by {@code pageNumber} only. */
    public static ObjectNode numbered(Call call, List<ObjectNode> all) {
        return page(call, all, call.number("pageNumber", 1), false);
    }

    /** Pages that a caller can also select by the {@code nextPage} or {@code previousPage} of another page's links. */
    public static ObjectNode linked(Call call, List<ObjectNode> all) {
        int number = call.query("nextPage")
                .or(() -> call.query("previousPage"))
                .map(Paging::numberOf)
                .orElseGet(() -> call.number("pageNumber", 1));
        return page(call, all, number, true);
    }

    private static ObjectNode page(Call call, List<ObjectNode> all, int number, boolean linked) {
        int size = Math.min(LARGEST_SIZE, call.number("pageSize", DEFAULT_SIZE));
        int pages = Math.max(1, (all.size() + size - 1) / size);
        int from = (int) Math.min(all.size(), (number - 1L) * size);
        ObjectNode page = Trees.object();
        ArrayNode entities = page.putArray("entities");
        all.subList(from, Math.min(all.size(), from + size)).forEach(entities::add);
        page.put("pageSize", size)
                .put("pageNumber", number)
                .put("total", all.size())
                .put("pageCount", pages);
        page.put("selfUri", uri(call, size, number, linked, "nextPage"));
        page.put("firstUri", uri(call, size, 1, linked, "previousPage"));
        page.put("lastUri", uri(call, size, pages, linked, "nextPage"));
        if (number < pages) {
            page.put("nextUri", uri(call, size, number + 1, linked, "nextPage"));
        }
        if (number > 1) {
            page.put("previousUri", uri(call, size, number - 1, linked, "previousPage"));
        }
        return page;
    }

    private static String uri(Call call, int size, int number, boolean linked, String link) {
        StringBuilder uri =
                new StringBuilder(call.request().path()).append("?pageSize=").append(size);
        for (Map.Entry<String, List<String>> parameter : call.request().query().entrySet()) {
            if (!List.of("pageSize", "pageNumber", "nextPage", "previousPage").contains(parameter.getKey())) {
                parameter
                        .getValue()
                        .forEach(value -> uri.append('&')
                                .append(parameter.getKey())
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
            }
        }
        return linked
                ? uri.append('&').append(link).append('=').append(token(number)).toString()
                : uri.append("&pageNumber=").append(number).toString();
    }

    private static String token(int number) {
        byte[] text = ("page " + number).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static int numberOf(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            if (text.matches("page [1-9][0-9]{0,8}")) {
                return Integer.parseInt(text.substring(5));
            }
        } catch (IllegalArgumentException notBase64) {
            // handled below, together with tokens that decode to other text
        }
        throw GenesysError.badRequest("The page token is not one that this listing handed out.");
    }
}
