/** One run of an action, without HTTP: binds the inputs, renders the requests, and maps the answers to outputs. */
package dataactions.definition.run;
