/**
 * The Genesys Cloud API as the registrar uses it: one class for each part of the API, and lists that fetch their pages.
 */
package dataactions.registrar.genesys;
