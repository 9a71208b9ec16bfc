/** The HTTP endpoints of the AWS services, on one loopback origin. */
package dataactions.sandbox.aws.endpoints;
