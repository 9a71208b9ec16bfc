/** The content of the handbook: what a page says about the actions of one environment. */
package dataactions.infra.handbook;
