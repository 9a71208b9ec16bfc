/** The AWS services that the functions call: Lambda, Secrets Manager, and the calls of custom resources. */
package dataactions.sandbox.aws;
