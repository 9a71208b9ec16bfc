package dataactions.infra.handbook.page;

import java.util.List;

/**
 * A page, in no format yet.
 *
 * @param title the only heading of the first level
 * @param introduction what stands before the contents
 * @param sections the parts, which the contents list
 */
public record Page(String title, List<Block> introduction, List<Block.Section> sections) {
    public Page {
        title = PlainText.of(title);
        introduction = List.copyOf(introduction);
        sections = List.copyOf(sections);
    }
}
