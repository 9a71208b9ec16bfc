/** Fakes and harnesses for tests of more than one module. */
package dataactions.testkit;
