package dataactions.handler.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deadline does not hang on one thread that can die. */
class WatchdogTest {
    private final List<Thread> threads = new ArrayList<>();
    private boolean isWithoutThreads;

    private final Watchdog watchdog = new Watchdog(task -> {
        if (isWithoutThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(task);
        threads.add(thread);
        return thread;
    });

    @AfterEach
    void close() {
        watchdog.close();
    }

    private static long in(long millis) {
        return System.nanoTime() + Duration.ofMillis(millis).toNanos();
    }

    private boolean isCancelledInTime() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Watchdog.Watch watch = watchdog.watch(in(20), cancelled::countDown)) {
            return cancelled.await(2, TimeUnit.SECONDS) && watch.isOver();
        }
    }

    @Test
    void an_exchange_is_cancelled_when_its_time_is_over() throws Exception {
        assertThat(isCancelledInTime()).isTrue();
        assertThat(isCancelledInTime()).isTrue();
        assertThat(threads).hasSize(1);
    }

    @Test
    void an_out_of_memory_error_on_its_thread_ends_no_deadline() throws Exception {
        // A cancellation that fails is tried again.
        CountDownLatch tries = new CountDownLatch(3);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Watchdog.Watch dying = watchdog.watch(in(0), () -> {
                    tries.countDown();
                    throw new OutOfMemoryError("Java heap space");
                });
                Watchdog.Watch other = watchdog.watch(in(0), cancelled::countDown)) {
            assertThat(cancelled.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(tries.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isOver()).isTrue();
            assertThat(dying.isOver()).isTrue();
        }
        assertThat(isCancelledInTime()).isTrue();
        assertThat(threads).hasSize(1);
    }

    @Test
    void a_thread_that_has_ended_is_replaced_by_the_next_exchange() throws Exception {
        Watchdog watchdog = new Watchdog(task -> {
            // The first one ends at once, as if something had killed it.
            Thread thread = threads.isEmpty() ? new Thread(() -> {}) : new Thread(task);
            threads.add(thread);
            return thread;
        });
        watchdog.watch(in(10_000), () -> {}).close();
        threads.get(0).join();

        CountDownLatch cancelled = new CountDownLatch(1);
        try (Watchdog.Watch watch = watchdog.watch(in(20), cancelled::countDown)) {
            assertThat(cancelled.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.isOver()).isTrue();
        }
        assertThat(watchdog.isSound()).isTrue();
        assertThat(threads).hasSize(2);
        watchdog.close();
    }

    @Test
    void where_no_thread_can_be_started_it_says_so_and_forgets_the_exchange() throws Exception {
        isWithoutThreads = true;
        AtomicInteger cancellations = new AtomicInteger();
        assertThat(watchdog.isSound()).isFalse();
        assertThatThrownBy(() -> watchdog.watch(in(0), cancellations::incrementAndGet))
                .isInstanceOf(OutOfMemoryError.class);

        isWithoutThreads = false;
        assertThat(watchdog.isSound()).isTrue();
        assertThat(isCancelledInTime()).isTrue();
        assertThat(cancellations).hasValue(0);
    }

    @Test
    void it_wakes_up_for_an_exchange_after_a_long_quiet() throws Exception {
        assertThat(isCancelledInTime()).isTrue();
        Thread.sleep(Watchdog.TICK.toMillis() * 150);
        assertThat(isCancelledInTime()).isTrue();
        assertThat(threads).hasSize(1);
    }
}
