/**
 * Runs functions in processes of their own, as Lambda does. The service with names, versions and queues is in {@code
 * sandbox.aws}.
 */
package dataactions.sandbox.lambda;
