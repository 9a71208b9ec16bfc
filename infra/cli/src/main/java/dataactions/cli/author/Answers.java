package dataactions.cli.author;

import dataactions.definition.ActionDefinition;
import java.util.Map;

/** Answers the requests of a definition's steps: the real upstreams, or what was recorded. */
interface Answers {
    /**
     * Runs the definition once.
     *
     * @throws dataactions.cli.CommandException when it cannot run at all, such as for an upstream without a URL
     */
    Tried run(ActionDefinition definition, Map<String, Object> input);
}
