package dataactions.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operations that take turns in blocks, so that they are measured under the same circumstances. */
public final class Race {
    /** One operation of one worker. */
    private record Lane(String name, Worker worker, String operation, List<Long> samples) {}

    private final List<Lane> lanes = new ArrayList<>();

    public Race with(String name, Worker worker, String operation) {
        lanes.add(new Lane(name, worker, operation, new ArrayList<>()));
        return this;
    }

    /** Runs the warm-ups, which are dropped, and then what is kept; which lane is first changes from block to block. */
    public void run(Counts counts) throws IOException {
        for (int done = 0; done < counts.warmUps(); done += counts.blockSize()) {
            for (Lane lane : lanes) {
                lane.worker().run(lane.operation(), Math.min(counts.blockSize(), counts.warmUps() - done));
            }
        }
        List<Lane> order = new ArrayList<>(lanes);
        for (int block = 0; block < counts.blocks(); block++) {
            for (Lane lane : order) {
                lane.samples().addAll(lane.worker().run(lane.operation(), counts.blockSize()));
            }
            Collections.rotate(order, 1);
        }
    }

    /** What a lane has measured, in nanoseconds. */
    public List<Long> samples(String name) {
        return lanes.stream()
                .filter(lane -> lane.name().equals(name))
                .findFirst()
                .orElseThrow()
                .samples();
    }
}
