/** Deletes retired objects, which earlier deployments kept in Genesys for flows, once no flow needs them. */
package dataactions.registrar.resources.sweep;
