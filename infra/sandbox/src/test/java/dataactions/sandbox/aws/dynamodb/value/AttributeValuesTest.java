package dataactions.sandbox.aws.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeValuesTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** The sizes of the developer guide. The name "a" has one byte. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'S':''} | 1",
                "{'S':'äö'} | 5",
                "{'N':'0'} | 3",
                "{'N':'123'} | 4",
                "{'N':'1230000'} | 4",
                "{'N':'-0.01'} | 3",
                "{'N':'12345678901234567890123456789012345678'} | 21",
                "{'B':'AP8='} | 3",
                "{'BOOL':true} | 2",
                "{'NULL':true} | 2",
                "{'L':[]} | 4",
                "{'M':{}} | 4",
                "{'L':[{'S':'xy'},{'BOOL':false}]} | 9",
                "{'M':{'bc':{'S':'xy'}}} | 9",
                "{'SS':['ab','c']} | 4",
                "{'NS':['1','22']} | 5",
            })
    void an_attribute_has_the_documented_size(String value, int size) throws Exception {
        assertThat(AttributeValue.sizeOf(
                        AttributeValues.read(JSON.readTree("{\"a\":" + value.replace('\'', '"') + "}"))))
                .isEqualTo(size);
    }
}
