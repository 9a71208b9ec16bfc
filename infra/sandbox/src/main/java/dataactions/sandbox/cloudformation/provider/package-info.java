/** What the engine asks for a type of resource: create, update, delete. The providers are elsewhere. */
package dataactions.sandbox.cloudformation.provider;
