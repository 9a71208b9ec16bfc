/** A small HTTP server on 127.0.0.1. */
package dataactions.genesys.http;
