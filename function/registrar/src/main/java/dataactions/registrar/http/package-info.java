/** One class: the JDK's HTTP client, for the request for a token and for the answer to CloudFormation. */
package dataactions.registrar.http;
