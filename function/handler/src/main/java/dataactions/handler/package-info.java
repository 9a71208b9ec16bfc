/**
 * The entry points of the three Lambdas of this module: {@link dataactions.handler.DataActionHandler} for calls, {@link
 * dataactions.handler.WorkerHandler} for jobs, {@link dataactions.handler.LostJobHandler} for lost jobs. With what only an
 * entry point needs: start, settings, log, and the hooks of a snapshot. How an action runs is in {@link
 * dataactions.handler.run}, what a job is in {@link dataactions.handler.job}.
 */
package dataactions.handler;
