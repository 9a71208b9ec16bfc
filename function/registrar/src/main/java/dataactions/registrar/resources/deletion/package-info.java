/** What happens to an object that CloudFormation deletes: the policy, and the facts on which it depends. */
package dataactions.registrar.resources.deletion;
