/** Rules about an environment and the definitions together: what one of them alone cannot show to be wrong. */
package dataactions.infra.rules;
