/**
 * What the other packages need to handle an event: its deadline, the registrar's only exception, the log, and the
 * removal of secrets from texts. Nothing here calls Genesys or AWS.
 */
package dataactions.registrar.invocation;
