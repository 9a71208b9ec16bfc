/** What the engine saves between two steps: the state of the stack and of its resources. */
package dataactions.sandbox.cloudformation.state;
