/** Answers in place of the upstreams, from the definitions' examples. */
package dataactions.sandbox.upstream;
