/** The recorded front doors of the environments: new ones are recorded, and a changed one has to be accepted. */
package dataactions.cli.frontdoor;
