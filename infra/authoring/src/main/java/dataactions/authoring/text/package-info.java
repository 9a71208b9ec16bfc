/** What a text may hold at the place where it is shown. */
package dataactions.authoring.text;
