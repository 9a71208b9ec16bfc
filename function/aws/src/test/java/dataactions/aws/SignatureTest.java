package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The signature is the one that AWS's own signer makes. */
class SignatureTest {
    private static final AwsV4HttpSigner SDK = AwsV4HttpSigner.create();

    private static String sdk(
            AwsKeys keys,
            String service,
            String region,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Instant time) {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(uri);
        headers.forEach(request::putHeader);
        AwsCredentialsIdentity identity = keys.sessionToken() == null
                ? AwsCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey())
                : AwsSessionCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
        SignedRequest signed = SDK.sign(sign -> sign.identity(identity)
                .request(request.build())
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)));
        return signed.request().firstMatchingHeader("Authorization").orElseThrow();
    }

    @Test
    void two_thousand_requests_have_the_signature_of_the_sdk() {
        Random random = new Random(42);
        String[] paths = {
            "/",
            "",
            "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Aworker%3A7/invocations",
            "/2015-03-31/functions/a%20b~c_d-e.f%2A/invocations?Qualifier=live",
            "/2015-03-31/functions/f/invocations?Qualifier=a%2Fb&Alpha=%C3%A9&empty=&Beta=1%202"
        };
        String[] services = {"secretsmanager", "lambda", "cloudformation", "dynamodb"};
        String[] hosts = {
            "https://dynamodb.eu-west-1.amazonaws.com", "http://127.0.0.1:4566", "http://localhost:80", "https://h:443"
        };
        for (int i = 0; i < 2_000; i++) {
            AwsKeys keys = new AwsKeys(
                    "AKID" + random.nextInt(),
                    "s3cret/+" + "x".repeat(random.nextInt(80)),
                    random.nextBoolean() ? null : "token/" + random.nextLong() + "==",
                    null);
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", "application/x-amz-json-1." + random.nextInt(2));
            if (random.nextBoolean()) {
                headers.put("X-Amz-Target", "DynamoDB_20120810.PutItem");
            }
            if (random.nextBoolean()) {
                headers.put("X-Amz-Invocation-Type", "Event");
            }
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            URI uri = URI.create(hosts[random.nextInt(hosts.length)] + paths[random.nextInt(paths.length)]);
            String service = services[random.nextInt(services.length)];
            Instant time = Instant.ofEpochSecond(1_600_000_000L + random.nextInt(1_000_000_000));

            Map<String, String> signed = Signature.headers(keys, service, "eu-west-1", uri, headers, body, time);

            assertThat(signed.get("Authorization"))
                    .as("%s %s %s", uri, headers, time)
                    .isEqualTo(sdk(keys, service, "eu-west-1", uri, headers, body, time));
        }
    }
}
