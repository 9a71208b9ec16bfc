package dataactions.registrar.resources.reconcile;

/** An object that a resource may own or adopt, with the plan for it. */
public record Candidate<O, C>(O observed, WritePlan<C> plan) {}
