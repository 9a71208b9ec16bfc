/**
 * The settings of the APIs that definitions call: where each one is, how the function identifies itself there, and how
 * long a call may take. An environment in {@code cdk.json} and the function's variable {@code UPSTREAMS} hold them in
 * one form; {@link dataactions.definition.upstream.Upstreams} reads that form for the app, the function, {@code doctor}
 * and the local deployment.
 */
package dataactions.definition.upstream;
