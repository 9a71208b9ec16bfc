/** How a text is written for the person who reads it: without control characters, and with commands to type. */
package dataactions.authoring.text;
