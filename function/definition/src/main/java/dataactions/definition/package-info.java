/** The model of an action: what the YAML file says, in the compiled form that the function reads. */
package dataactions.definition;
