package dataactions.infra.handbook;

/** The kinds of flows that see an answer differently. */
enum FlowKind {
    /**
     *  An inbound, outbound or in-queue call flow. It has tasks, plays audio, and cannot bind the outputs of a failure.
     */
    VOICE("Voice flow", "Task", "task"),
    /** A message flow or a workflow. It has states, waits, and can bind the outputs of a failure. */
    OTHER("Message flow or workflow", "State", "state");

    private final String title;
    private final String scope;
    private final String container;

    FlowKind(String title, String scope, String container) {
        this.title = title;
        this.scope = scope;
        this.container = container;
    }

    String title() {
        return title;
    }

    /** What stands before the dot in the names of its variables. */
    String scope() {
        return scope;
    }

    /** Archy's word for what holds its actions. */
    String container() {
        return container;
    }
}
