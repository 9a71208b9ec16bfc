package dataactions.handler;

import dataactions.handler.run.Memory;
import dataactions.handler.upstream.UpstreamClient;

/** Whether a process can serve another call after an error of the JVM. */
final class ProcessHealth {
    private ProcessHealth() {}

    /**
     * The error after which this process must end: the handler throws it, Lambda's runtime client ends the process, and
     * Lambda starts another.
     *
     * @param failure of a call; an error of the JVM may be one of its causes
     * @param line says what happens to the process
     * @return null if the failure contains no such error, or if the process can keep deadlines and has memory
     */
    static VirtualMachineError brokenBy(Throwable failure, UpstreamClient client, InvocationLog line) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError error && !(cause instanceof StackOverflowError)) {
                boolean isFit = client.isSound() && Memory.isFree();
                line.detail(
                        isFit
                                ? "the process continues"
                                : "the process ends: it has too little memory, or cannot keep deadlines");
                return isFit ? null : error;
            }
        }
        return null;
    }
}
