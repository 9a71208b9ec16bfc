/** A page without a format, and the writers that make HTML and Markdown of it. */
package dataactions.infra.handbook.page;
