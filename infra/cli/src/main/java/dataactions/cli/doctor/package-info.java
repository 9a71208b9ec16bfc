/** {@code live doctor}: checks what a deployment needs. */
package dataactions.cli.doctor;
