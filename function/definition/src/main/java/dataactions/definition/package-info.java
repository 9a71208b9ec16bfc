/**
 * The model of an action: what the YAML file says, in the compiled form that the function reads. Also what its readers
 * share: the forms of secrets, and suggestions for a misspelt word.
 */
package dataactions.definition;
