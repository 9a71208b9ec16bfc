package dataactions.genesys.objects.action;

import static dataactions.genesys.OrgFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class FlatteningTest {

    private final ObjectNode schema = json("{'type':'object','properties':{"
            + "'status':{'type':'string'},"
            + "'data':{'type':'object','properties':{"
            + "'total':{'type':'integer','title':'How many'},"
            + "'titles':{'type':'array','items':{'type':'string'}},"
            + "'todos':{'type':'array','items':{'type':'object','properties':{"
            + "'id':{'type':'integer'},'owner':{'type':'object','properties':{'name':{'type':'string'}}}}}}}}}}");

    @Test
    void objects_become_dotted_names_and_arrays_of_objects_one_collection_per_leaf() {
        assertThat(Flattening.schema(schema))
                .isEqualTo(json("{'type':'object','properties':{"
                        + "'status':{'type':'string'},"
                        + "'data.total':{'type':'integer','title':'How many'},"
                        + "'data.titles':{'type':'array','items':{'type':'string'}},"
                        + "'data.todos.id':{'type':'array','items':{'type':'integer'}},"
                        + "'data.todos.owner.name':{'type':'array','items':{'type':'string'}}}}"));
    }

    @Test
    void values_follow_the_schema_s_names_and_keep_rows_together() {
        ObjectNode value = json("{'status':'success','extra':1,'data':{'total':2,'titles':['a'],"
                + "'todos':[{'id':1,'owner':{'name':'x'}},{'id':2}]}}");

        assertThat(Flattening.value(schema, value))
                .isEqualTo(json("{'status':'success','data.total':2,'data.titles':['a'],"
                        + "'data.todos.id':[1,2],'data.todos.owner.name':['x',null]}"));
    }

    @Test
    void what_is_absent_stays_absent() {
        assertThat(Flattening.value(schema, json("{'status':'error','data':{}}")))
                .isEqualTo(json("{'status':'error'}"));
    }
}
