/** The destroy guard: it turns the stack's termination protection on, and refuses to destroy a stack in use. */
package dataactions.registrar.resources.guard;
