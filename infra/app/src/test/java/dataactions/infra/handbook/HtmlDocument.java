package dataactions.infra.handbook;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A page of HTML that is XML as well. */
final class HtmlDocument {
    private final Document document;

    /** Fails if the text is not well-formed. */
    HtmlDocument(String html) {
        try {
            document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new AssertionError("The page is not well-formed: " + e.getMessage(), e);
        }
    }

    List<Element> all(String name) {
        return elements(document.getElementsByTagName(name));
    }

    /** The section with that id. */
    Element section(String id) {
        return all("section").stream()
                .filter(each -> each.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + id));
    }

    boolean hasSection(String id) {
        return all("section").stream().anyMatch(each -> each.getAttribute("id").equals(id));
    }

    static List<Element> in(Element parent, String name) {
        return elements(parent.getElementsByTagName(name));
    }

    /** The texts of the rows of a section's first table, with the row of the columns. */
    List<List<String>> rows(String section) {
        List<List<String>> rows = new ArrayList<>();
        for (Element row : in(in(section(section), "table").get(0), "tr")) {
            NodeList cells = row.getChildNodes();
            rows.add(IntStream.range(0, cells.getLength())
                    .mapToObj(i -> cells.item(i).getTextContent())
                    .toList());
        }
        return rows;
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }
}
