/** The HTTP client for the calls that the Genesys SDK does not make. */
package dataactions.registrar.http;
