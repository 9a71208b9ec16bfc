/** JSONata expressions and regular expressions, with limits of time and memory. */
package dataactions.definition.expression;
