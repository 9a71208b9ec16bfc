package dataactions.registrar;

import dataactions.registrar.aws.FunctionInvoker;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.aws.StackStatusSource;
import dataactions.registrar.aws.TerminationProtection;
import dataactions.registrar.genesys.OrganizationGuard;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Redactor;

/**
 * The registrar's clients of Genesys and AWS, and the state that it keeps between events. A service is created when it
 * is first needed, so that an invalid environment fails the event with an answer to CloudFormation.
 */
interface Services {
    GenesysCalls genesys();

    OrganizationGuard organization();

    SecretTexts secrets();

    FunctionInvoker invoker();

    StackStatusSource stackStatus();

    TerminationProtection terminationProtection();

    /** Whether the registrar turns the stack's termination protection on and off: only in the app's own stacks. */
    boolean managesTerminationProtection();

    /** How often an action's event may call Genesys in a minute; zero for no limit. */
    int callsPerMinute();

    Redactor redactor();

    LazyHttpClient http();
}
