/** What the console answers, in the form of the page: the result of a check, of a run, of a plan. */
package dataactions.cli.console.answer;
