/** What a caller sends and gets: the request, the envelope of the answer, and the catalogue of error codes. */
package dataactions.definition.envelope;
