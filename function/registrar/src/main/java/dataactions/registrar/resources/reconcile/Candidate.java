package dataactions.registrar.resources.reconcile;

/** An object that a resource could take for its own, and what would have to be done to it. */
public record Candidate<O, C>(O observed, WritePlan<C> plan) {}
