package dataactions.definition.run;

import static dataactions.definition.Definitions.json;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.expression.Expression;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestPathTest {
    private static final Object ANSWER = json("{'items':[{'person':{'contact':{'email':'a@b.c','phone':1}}},{}],"
            + "'rows':[null,{'first-name':'A'}],'sum':{'total':1},'total':2}");

    @ParameterizedTest(name = "{0} was meant to be {1}")
    @CsvSource(nullValues = "none", textBlock = """
            items[0].person.contact.emial,    items[0].person.contact.email
            items[-1].person.contact.emial,   items[-1].person.contact.email
            item[0].person.contact.email,     items.person.contact.email
            items.person.contact.emial,       items.person.contact.email
            rows[1].firstname,                rows[1].`first-name`
            rows[0].`first_name`,             rows[0].`first-name`
            totl,                             total
            Total,                            total
            person.mail.phone,                items.person.contact.phone
            items[0][1].person.contact.phon,  items[0][1].person.contact.phone
            items[7].person.contact.email,    none
            items[person.x=1].person.emial,   none
            $uppercase(totl),                 none
            unheard.of,                       none
            """)
    void the_nearest_path_keeps_the_indexes_of_the_one_that_leads_nowhere(String written, String nearest) {
        assertThat(NearestPath.of(Expression.of(written), ANSWER)).isEqualTo(nearest);
    }
}
