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
 * What the registrar uses in Genesys and AWS, and what it keeps from one event to the next. A service is made when it is
 * first needed: a wrong environment then fails the event with an answer to CloudFormation.
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
