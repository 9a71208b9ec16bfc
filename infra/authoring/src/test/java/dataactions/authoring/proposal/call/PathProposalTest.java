package dataactions.authoring.proposal.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments of a path, and the inputs that they become. */
class PathProposalTest {
    @ParameterizedTest
    @CsvSource({
        "42,true",
        "ORD-2041,true",
        "c81d4e2e-bcf2-11e6-869b-7df92533d2db,true",
        "cus_NffrFeUfNV2Hib,true",
        "a@b.de,true",
        "2024-01-31,true",
        "5f2b1c9d8e7a6b5c4d3e2f1a,true",
        "+4989123,true",
        "users,false",
        "v1,false",
        "v2.1,false",
        "api,false",
        "search,false",
        "2024-01,false",
        "oauth2,false",
        "s3,false"
    })
    void a_segment_that_looks_like_a_value_is_one(String segment, boolean isValue) {
        assertThat(PathProposal.isValue(segment)).isEqualTo(isValue);
    }

    @ParameterizedTest
    @CsvSource({
        "users,user",
        "addresses,address",
        "companies,company",
        "statuses,status",
        "boxes,box",
        "news,new",
        "bus,bus",
        "status,status"
    })
    void a_noun_becomes_one(String noun, String one) {
        assertThat(PathProposal.singular(noun)).isEqualTo(one);
    }
}
