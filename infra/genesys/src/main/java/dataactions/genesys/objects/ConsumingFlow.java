package dataactions.genesys.objects;

/**
 * A row of Architect's dependency index: a flow that calls a data action.
 *
 * @param actionId the action it calls
 * @param id the flow's id
 * @param name the flow's name
 * @param type the flow's dependency type, for example {@code INBOUNDCALLFLOW}
 * @param version the version of the flow that calls it
 * @param checkedIn whether the flow's checked-in version calls it
 * @param published whether the flow's published version calls it
 */
public record ConsumingFlow(
        String actionId, String id, String name, String type, String version, boolean checkedIn, boolean published) {

    /** An inbound call flow whose checked-in and published version call the action. */
    public static ConsumingFlow published(String actionId, String id, String name) {
        return new ConsumingFlow(actionId, id, name, "INBOUNDCALLFLOW", "1.0", true, true);
    }
}
