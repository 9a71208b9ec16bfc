/**
 * Lambda with its URLs and events, Secrets Manager with its rotations, and the protocol of custom resources.
 * {@code endpoints} serves the first two over HTTP.
 */
package dataactions.sandbox.aws;
