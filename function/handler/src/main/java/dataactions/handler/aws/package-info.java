/** Connections to AWS that are kept for the next request. */
package dataactions.handler.aws;
