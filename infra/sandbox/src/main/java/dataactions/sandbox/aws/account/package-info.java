/** The objects that a stack has created in its account: functions, secrets, parameters, roles and tables. */
package dataactions.sandbox.aws.account;
