/** The life cycle that credential, integration and actions share: observe, plan, write, read back, delete. */
package dataactions.registrar.resources.reconcile;
