package dataactions.sandbox.cloudformation;

import dataactions.assembly.template.Template;
import java.util.Map;

/**
 * A stack to deploy: its template, its parameters, and where.
 *
 * @param account the account's twelve digits
 * @param region such as {@code eu-west-1}
 * @param parameters values for the template's parameters; the others take their defaults
 * @param terminationProtection the termination protection that the CDK CLI sets before the deployment
 */
public record DeploymentTarget(
        String account,
        String region,
        String stackName,
        Template template,
        Map<String, String> parameters,
        boolean terminationProtection) {}
