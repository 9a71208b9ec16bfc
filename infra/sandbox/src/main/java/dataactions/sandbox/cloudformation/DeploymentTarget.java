package dataactions.sandbox.cloudformation;

import dataactions.assembly.template.Template;
import java.util.Map;

/**
 * What is to be deployed, and where.
 *
 * @param account the account's twelve digits
 * @param region such as {@code eu-west-1}
 * @param parameters values for the template's parameters; the others take their defaults
 * @param terminationProtection what the CDK CLI sets the stack's termination protection to before the deployment
 */
public record DeploymentTarget(
        String account,
        String region,
        String stackName,
        Template template,
        Map<String, String> parameters,
        boolean terminationProtection) {}
