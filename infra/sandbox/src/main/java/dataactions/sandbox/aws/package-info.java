/** The AWS services that the functions call: endpoints on loopback, and the account behind them. */
package dataactions.sandbox.aws;
