package dataactions.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.aws.Aws;
import dataactions.cli.aws.AwsStandIn;
import dataactions.cli.genesys.Network;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.http.Loopback;
import dataactions.genesys.objects.GenesysState;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Over real HTTP, on loopback: AWS's protocols, the sandbox's Genesys org, an upstream. */
class DoctorTest {
    private static final String ORGANIZATION = "11111111-2222-4333-8444-555555555555";
    private static final String SECRET = "canary-oauth-client-secret";
    private static final OrgClient CLIENT = OrgClient.withMinimumPermissions("client", SECRET);

    /** Held, or the level would go with the logger: the JDK's server warns of a length in the answer to a HEAD. */
    private static final Logger SERVER = Logger.getLogger("com.sun.net.httpserver");

    static {
        SERVER.setLevel(Level.OFF);
    }

    @TempDir
    private Path root;

    private final AwsStandIn aws = new AwsStandIn();
    private final OrgSettings settings =
            OrgSettings.standard().withOrganization(ORGANIZATION, "Acme").withClient(CLIENT);
    private final GenesysOrg org = new GenesysOrg(settings, GenesysState.empty(), InstantSource.system());
    private final Map<String, String> shell = new HashMap<>();
    private Loopback upstream;
    /** Where the upstream is called: cdk.json has a public name, as an upstream has to have. */
    private URI route;

    private String url = "https://crm.example.com";
    private String genesys;
    private String secret = "oauth";
    private String extra = "";

    @BeforeEach
    void start() throws IOException {
        genesys = org.start(0).toString();
        upstream = Loopback.start(0, "upstream", exchange -> Loopback.reply(exchange, 404, "text/plain", new byte[0]));
        route = upstream.origin();
        aws.secrets.put("oauth", "{\"clientId\":\"client\",\"clientSecret\":\"" + SECRET + "\"}");
        aws.secrets.put("crm", "{\"username\":\"u\",\"password\":\"canary-password\"}");
    }

    @AfterEach
    void stop() {
        aws.close();
        org.close();
        upstream.close();
    }

    private Run doctor(String... arguments) {
        return doctor(aws.client(Optional.of(AwsStandIn.REGION)), arguments);
    }

    private Run doctor(Aws client, String... arguments) {
        try {
            Files.writeString(
                    root.resolve("cdk.json"), """
                    {"context": {"environments": {"dev": {
                      "account": "123456789012", "region": "eu-west-1",
                      "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "%s",
                                  "organizationId": "%s", "apiUrl": "%s", "loginUrl": "%s"},
                      "upstreams": {"crm": {"url": "%s/v1", "auth": {"type": "basic", "secret": "crm"}}}%s
                    }}}}
                    """.formatted(secret, ORGANIZATION, genesys, genesys, url, extra));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        String[] all = new String[arguments.length + 2];
        all[0] = "live";
        all[1] = "doctor";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Network network =
                new Network(uri -> uri.getHost().equals("crm.example.com") ? route.resolve(uri.getPath()) : uri);
        Run run = Run.of(shell, root, environment -> client, network, all);
        assertThat(run.out() + run.err()).doesNotContain("canary").doesNotContain("\tat ");
        return run;
    }

    @Test
    void a_well_prepared_environment_has_nothing_to_see_to() {
        Run run = doctor();

        assertThat(run.words())
                .contains(
                        "ok AWS credentials account 123456789012, arn:aws:sts::123456789012:assumed-role/Deployer/someone")
                .contains("ok AWS region eu-west-1 (cdk.json)")
                .contains("ok CDK bootstrap version 21 in aws://123456789012/eu-west-1")
                .contains("ok Lambda limits 1000 invocations at a time in this region, 1000 of them unreserved;"
                        + " the environment reserves none")
                .contains("ok Genesys secret oauth holds a client id and a client secret")
                .contains("ok Secret of crm crm holds username and password")
                .contains("ok Genesys credentials the client of the secret oauth gets a token")
                .contains("ok Genesys org " + ORGANIZATION + " (Acme), as expected")
                .contains("ok Genesys grants all 10 permissions that are needed")
                .contains("ok Upstream crm crm.example.com answers (HTTP 404)")
                .contains(
                        "advice SnapStart off; it would make first calls faster and deployments minutes longer, at no extra"
                                + " charge → Set snapStart and keepAwake of environments.dev.function in cdk.json to true.")
                .contains("13 good, 0 failed, 0 could not be checked.")
                .doesNotContain("to be looked at", "Express mode");
        assertThat(run.status()).isZero();
    }

    @Test
    void snap_start_is_advised_where_it_fits_and_nowhere_else() {
        extra = ", \"onDestroy\": \"delete\"";
        assertThat(doctor().words()).as("deployed often").doesNotContain("SnapStart");

        extra = ", \"onDestroy\": \"retain\", \"frontDoor\": {\"type\": \"iam\", \"qualifier\": \"none\"}";
        assertThat(doctor().words()).as("no version is called").doesNotContain("SnapStart");

        extra = ", \"frontDoor\": \"iam\"";
        assertThat(doctor().words()).contains("advice SnapStart off");

        extra = "";
        for (String region : Set.of("ap-southeast-6", "ap-east-2", "us-gov-west-1", "cn-north-1", "eusc-de-east-1")) {
            assertThat(doctor(aws.client(Optional.of(region))).words())
                    .as(region)
                    .doesNotContain("SnapStart");
        }
        assertThat(doctor(aws.client(Optional.of("ap-southeast-2"))).words()).contains("advice SnapStart off");
    }

    @Test
    void snap_start_without_the_schedule_is_a_warning_and_with_it_good() {
        extra = ", \"function\": {\"snapStart\": true}";
        Run asleep = doctor();
        assertThat(asleep.words())
                .contains(
                        "warning SnapStart on, but a version without a call for 14 days becomes inactive, and the next"
                                + " calls fail for minutes → Set environments.dev.function.keepAwake in cdk.json to true.");
        assertThat(asleep.status()).isEqualTo(ExitStatus.LOOK);

        extra = ", \"function\": {\"snapStart\": true, \"keepAwake\": true}";
        Run awake = doctor();
        assertThat(awake.words())
                .contains("ok SnapStart on, and a schedule keeps the version awake")
                .contains("14 good, 0 failed");
        assertThat(awake.status()).isZero();
    }

    @Test
    void snap_start_where_it_has_no_effect_or_is_not_offered_is_a_warning() {
        String on = ", \"function\": {\"snapStart\": true, \"keepAwake\": true}";
        extra = on + ", \"frontDoor\": {\"type\": \"iam\", \"qualifier\": \"none\"}";
        assertThat(doctor().words())
                .contains("warning SnapStart on, and without effect: Genesys calls the function itself");

        extra = on;
        assertThat(doctor(aws.client(Optional.of("us-gov-west-1"))).words())
                .contains("warning SnapStart on, but AWS lists no SnapStart in us-gov-west-1");
    }

    @Test
    void express_mode_that_the_shell_turns_on_is_a_warning() {
        shell.put("CDK_EXPRESS", "true");
        Run express = doctor();
        assertThat(express.words())
                .contains(
                        "warning Express mode CDK_EXPRESS turns express mode on, and express mode turns rollback off");
        assertThat(express.status()).isEqualTo(ExitStatus.LOOK);

        shell.put("CDK_ROLLBACK", "true");
        assertThat(doctor().words()).doesNotContain("Express mode");
    }

    @Test
    void a_stack_that_a_deployment_without_rollback_left_half_done_is_a_warning() {
        aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.protectedStacks.add("dev-DataActions");
        for (String status : Set.of("CREATE_FAILED", "UPDATE_FAILED")) {
            aws.statuses.put("dev-DataActions", status);
            Run run = doctor();
            assertThat(run.words())
                    .contains("warning Deployed stack " + status + ", protected, onDestroy refuse: a deployment without"
                            + " rollback failed; express mode turns rollback off")
                    .contains("→ Correct the cause, and deploy with --no-rollback");
            assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
        }
    }

    @Test
    void it_writes_nothing_anywhere() {
        doctor();

        assertThat(aws.calls)
                .containsOnly(
                        "GetCallerIdentity", "GetParameter", "GetAccountSettings", "DescribeStacks", "GetSecretValue");
        assertThat(org.calls().log())
                .allMatch(call ->
                        call.startsWith("GET ") || call.startsWith("HEAD ") || call.equals("POST /oauth/token 200"));
    }

    @Test
    void the_genesys_client_may_come_from_the_shell_where_aws_cannot_be_asked() {
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "client");
        shell.put("GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET);
        Aws without = new Aws(
                Map.of("AWS_ENDPOINT_URL", aws.origin()),
                () -> {
                    throw SdkClientException.create("Unable to load credentials from any of the providers in the chain"
                            + " AwsCredentialsProviderChain(…) : [a, b]");
                },
                Optional.of("eu-west-1"));

        Run run = doctor(without);

        assertThat(run.words())
                .contains("FAILED AWS credentials there are none here")
                .contains("→ Run `aws sso login`")
                .contains("? CDK bootstrap not checked: AWS cannot be asked")
                .contains("? Genesys secret not checked: AWS cannot be asked")
                .contains("ok Genesys credentials the client of GENESYSCLOUD_OAUTHCLIENT_ID gets a token")
                .contains("ok Genesys grants");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_told_is_said_and_has_a_status_of_its_own() {
        org.reconfigure(settings.withInterceptor(request -> request.path().endsWith("/subjects/me")
                ? Optional.of(ApiResponse.error(403, "missing.permission", "no"))
                : Optional.empty()));

        Run run = doctor();

        assertThat(run.words())
                .contains("? Genesys grants the client may not look at its own grants (403)")
                .contains("→ Compare the client's roles")
                .contains("12 good, 0 failed, 1 could not be checked.");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
    }

    @Test
    void a_missing_permission_is_named() {
        org.reconfigure(settings.withClient(CLIENT.without("integrations:action:execute")));

        Run run = doctor();

        assertThat(run.words())
                .contains("FAILED Genesys grants missing: integrations:action:execute → Add them to a role");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void a_role_that_grants_all_by_a_star_is_enough() {
        org.reconfigure(settings.withClient(
                new OrgClient("client", SECRET, Set.of("integrations:*:*", "architect:dependencyTracking:view"))));

        assertThat(doctor().words()).contains("ok Genesys grants all 10 permissions");
    }

    @Test
    void the_wrong_org_fails() {
        org.reconfigure(settings.withOrganization("99999999-2222-4333-8444-555555555555", "Other"));

        assertThat(doctor().words())
                .contains("FAILED Genesys org the client belongs to 99999999-2222-4333-8444-555555555555 (Other), but"
                        + " genesys.organizationId is " + ORGANIZATION);
    }

    @Test
    void a_refused_client_fails_and_what_depends_on_it_is_not_guessed() {
        aws.secrets.put("oauth", "{\"clientId\":\"client\",\"clientSecret\":\"canary-wrong\"}");

        assertThat(doctor().words())
                .contains("FAILED Genesys credentials Genesys refuses the client of the secret oauth: HTTP 401")
                .contains("→ Take id and secret of an OAuth client with grant type Client Credentials")
                .contains("? Genesys org not checked: there is no token");
    }

    @Test
    void a_rate_limit_of_the_login_host_says_nothing_about_the_client() {
        org.reconfigure(settings.withTokenRequestsPerMinute(0));

        assertThat(doctor().words()).contains("? Genesys credentials").contains("rate limit exceeded");
    }

    @Test
    void both_clients_are_asked_where_shell_and_secret_have_different_ones() {
        OrgClient other = OrgClient.withMinimumPermissions("mine", "canary-mine");
        org.reconfigure(settings.withClient(other.without("integrations:action:add")));
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "mine");
        shell.put("GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-mine");

        assertThat(doctor().words())
                .contains("ok Genesys grants all 10")
                .contains("ok Genesys grants (shell) all 3 permissions that are needed");
    }

    /** No deployment uses it, and live plan needs three permissions. */
    @Test
    void a_client_of_the_shell_that_only_plans_needs_no_permission_to_write() {
        org.reconfigure(settings.withClient(new OrgClient(
                "mine", "canary-mine", Set.of("integrations:integration:view", "architect:dependencyTracking:view"))));
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "mine");
        shell.put("GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-mine");

        Run run = doctor();

        assertThat(run.words())
                .contains("ok Genesys grants all 10")
                .contains("warning Genesys grants (shell) missing: integrations:action:view → Add them to a role");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);

        shell.put("GENESYSCLOUD_OAUTHCLIENT_SECRET", "canary-wrong");
        assertThat(doctor().words()).contains("warning Genesys credentials (shell) Genesys refuses the client of");
    }

    @Test
    void half_a_client_in_the_shell_fails() {
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "client");

        assertThat(doctor().words()).contains("GENESYSCLOUD_OAUTHCLIENT_SECRET is not set, though");
    }

    @Test
    void the_version_is_printed_where_it_was_not() {
        assertThat(doctor("--version").out()).matches("data-actions \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void refused_credentials_half_a_client_and_silent_hosts_are_said_in_one_run() throws IOException {
        shell.put("GENESYSCLOUD_OAUTHCLIENT_ID", "client");
        aws.errors.put("GetCallerIdentity", "403 ExpiredToken");
        try (ServerSocket socket = new ServerSocket(0)) {
            genesys = "http://127.0.0.1:" + socket.getLocalPort();
        }

        Run run = doctor();

        assertThat(run.words())
                .contains("FAILED AWS credentials AWS refuses them (ExpiredToken)")
                .contains("FAILED Genesys login there is no connection to")
                .contains("FAILED Genesys API there is no connection to")
                .contains("FAILED Genesys credentials GENESYSCLOUD_OAUTHCLIENT_SECRET is not set");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void a_secret_that_is_missing_malformed_forbidden_or_deleted_is_told_apart() {
        aws.secrets.remove("oauth");
        assertThat(doctor().words())
                .contains("FAILED Genesys secret there is no secret oauth in eu-west-1 → Run: aws secretsmanager"
                        + " create-secret --name oauth --region eu-west-1 --secret-string");

        aws.secrets.put("oauth", "");
        aws.errors.put("GetSecretValue", "400 ResourceNotFoundException");
        assertThat(doctor().words())
                .contains("FAILED Genesys secret oauth has no value → Run: aws secretsmanager put-secret-value"
                        + " --secret-id oauth --region eu-west-1 --secret-string");
        aws.errors.clear();

        aws.secrets.put("oauth", "client:canary-secret");
        assertThat(doctor().words())
                .contains(
                        "FAILED Genesys secret oauth does not hold the JSON that is expected: it is not a JSON object");

        aws.secrets.put("crm", "{\"username\":\"u\"}");
        assertThat(doctor().words())
                .contains("FAILED Secret of crm crm does not hold the JSON that is expected: the key \"password\" is"
                        + " missing");

        aws.secrets.put("crm", "{\"username\":\"u\",\"password\":7}");
        assertThat(doctor().words()).contains("the key \"password\" is not a text in quotes");

        aws.errors.put("GetSecretValue", "400 AccessDeniedException");
        assertThat(doctor().words())
                .contains("? Genesys secret oauth exists, but these credentials may not read what it holds");

        aws.errors.put("GetSecretValue", "400 InvalidRequestException");
        assertThat(doctor().words())
                .contains(
                        "FAILED Genesys secret oauth is scheduled for deletion → Run: aws secretsmanager restore-secret"
                                + " --secret-id oauth --region eu-west-1");
        aws.errors.clear();

        secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:oauth-AbCdEf";
        assertThat(doctor().words())
                .contains("FAILED Genesys secret there is no secret " + secret
                        + " in eu-central-1 → Correct its name in" + " cdk.json.")
                .doesNotContain("--name arn:");
        aws.secrets.put(secret, "{}");
        assertThat(doctor().words())
                .contains("put-secret-value --secret-id " + secret + " --region eu-central-1 --secret-string");
    }

    @Test
    void an_account_that_was_not_bootstrapped_is_told_the_command() {
        aws.parameters.clear();

        Run run = doctor();

        assertThat(run.words()).contains("FAILED CDK bootstrap there is none in aws://123456789012/eu-west-1");
        assertThat(run.out()).contains("→ Run: npx cdk bootstrap aws://123456789012/eu-west-1\n");

        aws.parameters.put("/cdk-bootstrap/hnb659fds/version", "5");
        assertThat(doctor().words()).contains("FAILED CDK bootstrap version 5").contains("6 is the least");

        aws.parameters.put("/cdk-bootstrap/team/version", "6");
        assertThat(doctor("--qualifier", "team").words()).contains("ok CDK bootstrap version 6");

        extra = ", \"bootstrapQualifier\": \"team\"";
        assertThat(doctor().words()).contains("ok CDK bootstrap version 6");
        aws.parameters.clear();
        assertThat(doctor().out()).contains("→ Run: npx cdk bootstrap aws://123456789012/eu-west-1 --qualifier team\n");
    }

    @Test
    void a_parameter_that_may_not_be_read_cannot_be_told() {
        aws.errors.put("GetParameter", "400 AccessDeniedException");

        assertThat(doctor().words()).contains("? CDK bootstrap ssm:GetParameter: AccessDeniedException");
    }

    /** Seen: on the second day, the stack's own reservation made the check fail. */
    @Test
    void a_stack_that_exists_may_hold_the_reservation_already_so_the_limit_is_a_warning() {
        aws.concurrent = 110;
        aws.unreserved = 100;
        extra = ", \"function\": {\"reservedConcurrency\": 10}";
        assertThat(doctor().words()).contains("FAILED Lambda limits 110 invocations");

        aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.protectedStacks.add("dev-DataActions");
        Run second = doctor();
        assertThat(second.words())
                .contains("warning Lambda limits 110 invocations")
                .contains("so 0 more can be reserved, and the environment reserves 10. The deployed stack may hold them"
                        + " already")
                .contains("→ Nothing, if the deployed stack reserves as much. If not, lower or remove"
                        + " function.reservedConcurrency in cdk.json");
        assertThat(second.status()).isEqualTo(ExitStatus.LOOK);

        for (String empty : Set.of("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE")) {
            aws.statuses.put("dev-DataActions", empty);
            assertThat(doctor().words()).as(empty).contains("FAILED Lambda limits 110 invocations");
        }

        aws.errors.put("DescribeStacks", "403 AccessDenied");
        assertThat(doctor().words()).contains("warning Lambda limits 110 invocations");
    }

    @Test
    void a_reservation_must_leave_a_hundred() {
        aws.concurrent = 10;
        aws.unreserved = 10;
        assertThat(doctor().words()).contains("ok Lambda limits 10 invocations");

        extra = ", \"function\": {\"reservedConcurrency\": 5}";
        assertThat(doctor().words())
                .contains("FAILED Lambda limits 10 invocations")
                .contains("so 0 can be reserved, and the environment reserves 5");

        aws.unreserved = 105;
        assertThat(doctor().words()).contains("ok Lambda limits");
    }

    @Test
    void the_worker_of_slow_actions_reserves_as_well() throws IOException {
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        Files.writeString(actions.resolve("report.yaml"), """
                name: BuildReport
                async: {limit: 5m}
                input:
                  user: {type: integer, required: true}
                request: {upstream: crm, method: GET, path: "/reports/{user}"}
                output:
                  pages: {type: integer, from: pages}
                examples:
                  - name: a report
                    input: {user: 1}
                    response: {status: 200, body: {pages: 2}}
                    data: {pages: 2}
                """);
        assertThat(doctor().words())
                .contains("the environment reserves 10, of which 10 for the worker of slow actions");

        aws.concurrent = 110;
        aws.unreserved = 110;
        assertThat(doctor().words()).contains("ok Lambda limits 110 invocations");

        extra = ", \"function\": {\"workerConcurrency\": 11}";
        Run run = doctor();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words())
                .contains("FAILED Lambda limits 110 invocations")
                .contains("so 10 can be reserved, and the environment reserves 11, of which 11 for the worker of slow"
                        + " actions")
                .contains("→ Lower function.workerConcurrency in cdk.json, or ask AWS for more");

        extra = ", \"function\": {\"reservedConcurrency\": 5, \"workerConcurrency\": 6}";
        assertThat(doctor().words())
                .contains("the environment reserves 11, of which 6 for the worker")
                .contains(
                        "→ Lower function.workerConcurrency, or lower or remove function.reservedConcurrency in cdk.json");
    }

    /** A definition that cannot be read is the concern of `check`; the key says what will be reserved. */
    @Test
    void without_readable_definitions_the_key_decides() throws IOException {
        Path actions = Files.createDirectories(root.resolve("function/actions"));
        Files.writeString(actions.resolve("broken.yaml"), "name: [");
        assertThat(doctor().words()).contains("the environment reserves none");

        extra = ", \"function\": {\"workerConcurrency\": 7}";
        assertThat(doctor().words()).contains("the environment reserves 7, of which 7 for the worker");
    }

    @Test
    void limits_that_may_not_be_read_are_one_line_and_no_failure() {
        aws.errors.put("GetAccountSettings", "403 AccessDeniedException");

        Run run = doctor();

        assertThat(run.words()).contains("? Lambda limits lambda:GetAccountSettings: AccessDeniedException");
        assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
    }

    @Test
    void expired_credentials_are_told_from_none() {
        aws.errors.put("GetCallerIdentity", "403 ExpiredToken");

        assertThat(doctor().words()).contains("FAILED AWS credentials AWS refuses them (ExpiredToken)");
    }

    @Test
    void credentials_of_another_account_fail() throws IOException {
        Aws client = aws.client(Optional.of("eu-west-1"));
        extra = "";
        doctor(client);
        Path file = root.resolve("cdk.json");
        Files.writeString(file, Files.readString(file).replace("123456789012", "210987654321"));

        Run run = Run.of(shell, root, environment -> aws.client(Optional.of("eu-west-1")), "live", "doctor");

        assertThat(run.words()).contains("FAILED AWS credentials they belong to account 123456789012");
    }

    @Test
    void an_upstream_that_nobody_serves_fails() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        route = URI.create("http://127.0.0.1:" + free);

        Run run = doctor();

        assertThat(run.words())
                .contains("FAILED Upstream crm there is no connection to 127.0.0.1:" + free)
                .contains("Correct upstreams.crm.url of environment dev in cdk.json");
        assertThat(run.status()).isEqualTo(1);
    }

    /** Seen: "ok Upstream crm 127.0.0.1:8080 answers", though Lambda can never reach it. */
    @Test
    void an_upstream_on_this_machine_fails_though_it_answers_here() {
        url = upstream.origin().toString();

        Run run = doctor();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("cdk.json: environments.dev.upstreams.crm.url: is an address of this machine, which a Lambda"
                        + " function cannot reach");
        assertThat(run.out()).doesNotContain("ok");
    }

    @Test
    void a_region_of_the_shell_that_is_not_the_environments_fails() throws IOException {
        doctor();
        Path file = root.resolve("cdk.json");
        Files.writeString(
                file, Files.readString(file).replaceAll(", \"apiUrl\": \"[^\"]*\", \"loginUrl\": \"[^\"]*\"", ""));
        shell.put("GENESYSCLOUD_REGION", "eu-central-1");

        Run run = Run.of(shell, root, environment -> aws.client(Optional.of("eu-west-1")), "live", "doctor");

        assertThat(run.words())
                .contains(
                        "FAILED Genesys region GENESYSCLOUD_REGION is eu-central-1 (mypurecloud.de), but genesys.domain"
                                + " in cdk.json is mypurecloud.ie");
    }

    @Test
    void a_wrong_cdk_json_and_an_unknown_environment_are_one_line_each() throws IOException {
        doctor();
        Run unknown = Run.of(shell, root, environment -> null, "live", "doctor", "-e", "devv");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("Error: cdk.json has no environment devv; did you mean dev? It has: dev.");

        Files.writeString(
                root.resolve("cdk.json"), "{\"context\": {\"environments\": {\"dev\": {\"regoin\": \"x\"}}}}");
        Run wrong = Run.of(shell, root, environment -> null, "live", "doctor");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err()).contains("Error: cdk.json: environments.dev.regoin: unknown key");
    }

    @Test
    void no_credentials_are_needed_to_be_told_of_wrong_usage() {
        assertThat(Run.of(shell, root, environment -> null, "live", "doctor", "--enviroment", "dev")
                        .status())
                .isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void a_stack_that_is_not_protected_though_on_destroy_is_refuse_is_a_warning() {
        aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));

        Run unprotected = doctor();

        assertThat(unprotected.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(unprotected.words())
                .contains(
                        "warning Deployed stack UPDATE_COMPLETE, not protected, onDestroy refuse: nothing keeps it from"
                                + " being deleted")
                .contains("cloudformation:UpdateTerminationProtection")
                .contains("0 could not be checked, 1 to be looked at.");

        aws.protectedStacks.add("dev-DataActions");
        assertThat(doctor().words()).contains("ok Deployed stack UPDATE_COMPLETE, protected, onDestroy refuse");
    }

    @Test
    void a_stack_in_delete_failed_takes_no_deployment() {
        aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.statuses.put("dev-DataActions", "DELETE_FAILED");

        Run run = doctor();

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words())
                .contains("CloudFormation refuses to update it")
                .contains("Run: ./data-actions live destroy --environment dev");
    }

    private Run doctorOf(String status, boolean isProtected) {
        aws.stacks.put("dev-DataActions", new AwsStandIn.Stack(Map.of(), Map.of()));
        aws.statuses.put("dev-DataActions", status);
        if (isProtected) {
            aws.protectedStacks.add("dev-DataActions");
        } else {
            aws.protectedStacks.remove("dev-DataActions");
        }
        return doctor();
    }

    @Test
    void a_stack_whose_rollback_failed_takes_no_deployment() {
        Run run = doctorOf("UPDATE_ROLLBACK_FAILED", true);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.words())
                .contains("FAILED Deployed stack UPDATE_ROLLBACK_FAILED, protected, onDestroy refuse: CloudFormation"
                        + " refuses to update it")
                .contains("→ Correct the cause in the stack's events, then run: aws cloudformation"
                        + " continue-update-rollback --stack-name dev-DataActions --region eu-west-1");
    }

    @Test
    void a_stack_that_cloudformation_works_on_takes_no_deployment_yet() {
        for (String status :
                Set.of("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "DELETE_IN_PROGRESS")) {
            Run run = doctorOf(status, true);
            assertThat(run.status()).isEqualTo(ExitStatus.LOOK);
            assertThat(run.words())
                    .contains("warning Deployed stack " + status + ", protected, onDestroy refuse: CloudFormation is"
                            + " working on it")
                    .contains("→ Wait until CloudFormation has finished, and run this again.");
        }
    }

    /** A deployment was prepared, and its change set was never executed. The next deployment goes on from there. */
    @Test
    void a_stack_that_has_only_a_change_set_takes_a_deployment() {
        Run run = doctorOf("REVIEW_IN_PROGRESS", false);

        assertThat(run.status()).isZero();
        assertThat(run.words())
                .contains(
                        "ok Deployed stack REVIEW_IN_PROGRESS, not protected, onDestroy refuse: nothing is deployed yet");
    }

    @Test
    void a_first_deployment_that_failed_is_stuck_only_with_protection() {
        for (String status : Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED")) {
            Run stuck = doctorOf(status, true);
            assertThat(stuck.status()).isEqualTo(1);
            assertThat(stuck.words())
                    .contains("FAILED Deployed stack " + status + ", protected, onDestroy refuse: the first deployment"
                            + " failed, and the next one cannot delete the stack")
                    .contains("→ Run: ./data-actions live destroy --environment dev");

            Run free = doctorOf(status, false);
            assertThat(free.status()).isEqualTo(ExitStatus.LOOK);
            assertThat(free.words())
                    .contains("warning Deployed stack " + status
                            + ", not protected, onDestroy refuse: the first deployment"
                            + " failed. The CDK CLI replaces the stack, and CodePipeline cannot → Nothing, if you"
                            + " deploy with the CDK CLI. For CodePipeline run: ./data-actions live destroy --environment"
                            + " dev");
        }
    }
}
