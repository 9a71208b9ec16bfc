/**
 * The calls to AWS that the registrar makes, as interfaces that tests replace. The module
 * {@code aws} makes the calls.
 */
package dataactions.registrar.aws;
