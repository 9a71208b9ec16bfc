package dataactions.infra.handbook.page;

import dataactions.authoring.text.PlainText;
import java.util.List;

/**
 * A page, in no format yet.
 *
 * @param title the only heading of the first level
 * @param introduction what stands before the contents
 * @param sections the parts, which the contents list
 */
public record HandbookPage(String title, List<Block> introduction, List<Block.Section> sections) {
    public HandbookPage {
        title = PlainText.lines(title);
        introduction = List.copyOf(introduction);
        sections = List.copyOf(sections);
    }
}
