package dataactions.handler.job;

import dataactions.aws.AwsException;

/** Asks the worker to run a job, and does not wait for it. */
interface Worker {
    /**
     * @param until when to give up, in milliseconds since 1970
     * @throws AwsException when the worker does not take the job
     */
    void run(JobId id, long until);
}
