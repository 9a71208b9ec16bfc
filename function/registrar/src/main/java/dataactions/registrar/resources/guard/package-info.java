/** The guard, which refuses to destroy a stack in use, and the deletion of objects that earlier deployments kept. */
package dataactions.registrar.resources.guard;
