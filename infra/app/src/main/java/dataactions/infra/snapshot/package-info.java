/** Compares what the environments deploy with what was last accepted. */
package dataactions.infra.snapshot;
