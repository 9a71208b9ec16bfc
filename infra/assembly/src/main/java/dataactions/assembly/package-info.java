/** Runs a synthesis and reads its cloud assembly. */
package dataactions.assembly;
