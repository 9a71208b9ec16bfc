/** Rules that need both an environment and the definitions: whether they fit together. */
package dataactions.infra.rules;
