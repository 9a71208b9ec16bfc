package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.TestOrg.Fault;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.invocation.Failure;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CredentialTest extends LifeCycleTest {
    @Override
    Resource first() {
        return Rig.credential();
    }

    @Override
    Resource changed() {
        return Rig.credential().with("SecretGeneration", "2");
    }

    @Override
    Set<String> ids() {
        return rig.genesys.credentials.keySet();
    }

    @Override
    String foreign() {
        String id = "99999999-0000-0000-0000-000000000000";
        rig.genesys.credentials.put(id, new Credential(id, Rig.MARK + "Credential of another", "userDefined"));
        return id;
    }

    @Override
    String noun() {
        return "credential";
    }

    @Test
    void it_holds_the_caller_secret_under_its_ownership_tag() {
        JsonNode created = rig.create(first());
        assertThat(fieldsOf(rig, id(created))).containsOnlyKeys("token").containsValue(Rig.CANARY);
        assertThat(rig.genesys.credentials.get(id(created)).name()).isEqualTo(Rig.MARK + "Credential");
        assertThat(created.path("Data").path("CredentialId").asText()).isEqualTo(id(created));
    }

    @Test
    void a_new_generation_writes_the_new_value() {
        String created = id(rig.create(first()));
        rig.secrets.put("arn:caller", "{\"token\":\"rotated-value-1\"}");
        succeeded(rig.update(created, first(), changed()));
        assertThat(fieldsOf(rig, created)).containsEntry("token", "rotated-value-1");
    }

    @Test
    void a_write_that_waited_while_the_secret_was_rotated_wrote_the_former_value_last() {
        String created = id(rig.create(first()));
        rig.genesys.fault("write credential", Fault.THROTTLED);
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("write credential")) {
                rig.secrets.put("arn:caller", "{\"token\":\"rotated-value-1\"}");
            }
        };
        succeeded(rig.update(created, first(), changed()));
        assertThat(fieldsOf(rig, created)).containsEntry("token", "rotated-value-1");
    }

    @Test
    void it_is_found_on_a_later_page_of_the_list() {
        for (int i = 0; i < 5; i++) {
            rig.genesys.credentials.put("c" + i, new Credential("c" + i, "Other " + i, "userDefined"));
        }
        String created = id(rig.create(first()));
        assertThat(id(rig.create(first()))).isEqualTo(created);
    }

    @Test
    void another_domain_in_whose_org_it_is_not_is_refused() {
        Resource moved = first().with("GenesysDomain", "usw2.pure.cloud");
        JsonNode answer = rig.update("99999999-0000-0000-0000-00000000000a", first(), moved);
        assertThat(failed(answer))
                .contains("mypurecloud.ie")
                .contains("usw2.pure.cloud")
                .contains("deploy it again");
        assertThat(rig.genesys.writes()).isZero();
    }

    @Test
    void another_domain_is_refused_also_if_the_credential_vanishes_before_the_write() {
        String created = id(rig.create(first()));
        rig.genesys.calls.clear();
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("write credential")) {
                rig.genesys.credentials.remove(created);
            }
        };
        JsonNode answer = rig.update(created, first(), first().with("GenesysDomain", "usw2.pure.cloud"));
        assertThat(failed(answer)).contains("usw2.pure.cloud").contains("deploy it again");
        assertThat(id(answer)).isEqualTo(created);
        assertThat(rig.genesys.calls).doesNotContain("create credential");
    }

    @Test
    void the_rollback_of_a_refused_move_succeeds() {
        String created = id(rig.create(first()));
        Resource moved = first().with("GenesysDomain", "usw2.pure.cloud");
        succeeded(rig.update(created, moved, first()));
    }

    @Test
    void a_secret_that_is_not_the_callers_json_is_named_and_not_quoted() {
        rig.secrets.put("arn:caller", "not json " + Rig.CANARY);
        String reason = failed(rig.create(first()));
        assertThat(reason)
                .contains("property SecretArn")
                .contains("{\"token\":\"…\"}")
                .doesNotContain(Rig.CANARY);
    }

    @Test
    void a_secret_quoted_back_by_genesys_is_blanked() {
        rig.genesys.beforeEveryCall = () -> {
            if (rig.genesys.calls.get(rig.genesys.calls.size() - 1).equals("create credential")) {
                throw Failure.genesys(
                        Failure.Kind.BAD_REQUEST, "Refused.", "See.", "bad value " + Rig.CANARY, null, null, null);
            }
        };
        assertThat(failed(rig.create(first()))).contains("bad value [secret]");
    }

    @Test
    void a_credential_that_lingers_in_the_listing_after_its_deletion_is_made_anew() {
        String old = id(rig.create(first()));
        Fault[] refusals = new Fault[5];
        java.util.Arrays.fill(refusals, Fault.NOT_FOUND);
        rig.genesys.fault("write credential", refusals);
        rig.genesys.fault("read credential", Fault.ABSENT, Fault.ABSENT, Fault.ABSENT, Fault.ABSENT, Fault.ABSENT);
        JsonNode created = rig.create(first());
        succeeded(created);
        assertThat(id(created)).isNotEqualTo(old);
    }

    @Test
    void the_iam_door_has_a_role_and_reads_no_secret() {
        rig.secrets.clear();
        Resource role = Rig.credential()
                .with("CredentialType", "amazonWebServicesARN")
                .with("RoleArn", "arn:aws:iam::123456789012:role/genesys")
                .change(it -> it.remove(java.util.List.of("SecretArn", "SecretGeneration")));
        JsonNode created = rig.create(role);
        succeeded(created);
        assertThat(rig.genesys.credentials.get(id(created)).type()).isEqualTo("amazonWebServicesARN");
        assertThat(rig.genesys.credentialFields.get(id(created)))
                .containsOnly(java.util.Map.entry("ARN", "arn:aws:iam::123456789012:role/genesys"));
    }

    @Test
    void another_front_door_is_a_replacement_of_the_credential() {
        String before = id(rig.create(Rig.credential()));
        Resource role = Rig.credential()
                .with("CredentialType", "amazonWebServicesARN")
                .with("RoleArn", "arn:aws:iam::123456789012:role/genesys");
        JsonNode updated = rig.update(before, Rig.credential(), role);
        succeeded(updated);
        assertThat(id(updated)).isNotEqualTo(before);
        assertThat(ids()).containsExactlyInAnyOrder(before, id(updated));
    }

    /** It has the ownership tag of its successor, and CloudFormation does not know it: it looks like a stray. */
    @Test
    void one_that_a_kept_integration_shows_outlives_the_updates_of_its_successor() {
        String before = id(rig.create(Rig.credential()));
        Resource shown = Rig.integration(before);
        String integration = id(rig.create(shown));
        String action = id(rig.create(Rig.action(integration)));
        Resource role = Rig.credential()
                .with("CredentialType", "amazonWebServicesARN")
                .with("RoleArn", "arn:aws:iam::123456789012:role/genesys");
        String after = id(rig.update(before, Rig.credential(), role));
        rig.genesys.published.put(action, java.util.List.of("Main IVR"));
        succeeded(rig.delete(integration, shown));
        assertThat(rig.delete(before, Rig.credential()).path("Reason").asText())
                .contains("Data actions (dev) of this stack uses it");

        Resource next = role.with("RoleArn", "arn:aws:iam::123456789012:role/genesys-2");
        succeeded(rig.update(after, role, next));
        assertThat(ids()).containsExactlyInAnyOrder(before, after);

        rig.genesys.published.clear();
        succeeded(rig.delete(action, Rig.action(integration)));
        succeeded(rig.delete(integration, shown));
        succeeded(rig.update(after, next, role));
        assertThat(ids()).containsExactly(after);
    }
}
