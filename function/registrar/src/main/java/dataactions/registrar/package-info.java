/** The entry points of the registrar's two Lambdas, and the choice of the class that handles an event. */
package dataactions.registrar;
