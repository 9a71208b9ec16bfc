/**
 * What the engine asks for a type of resource: create, update, delete. {@code dataactions.sandbox.aws.resources} has the
 * providers, one for each type.
 */
package dataactions.sandbox.cloudformation.provider;
