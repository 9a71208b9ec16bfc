/** The four steps of a rotation of the caller secret. */
package dataactions.registrar.rotation;
