package dev.runner.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.runner.OverflowPolicy;
import dev.runner.internal.Admission.Decision;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final int ROUNDS = 20_000;

    private final ExecutorService submitters = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        submitters.shutdownNow();
    }

    /** Who is out of time as the place becomes free takes it, or leaves it to the other: the wake-up is not lost. */
    @Test
    void submitterOutOfTimeSwallowsNoWakeUp() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Admission full = new Admission(1, OverflowPolicy.BLOCK);
                full.tryEnter();
                Deadline soon = Deadline.afterNanos(20_000 + i % 64 * 1_000);
                CompletableFuture<Decision> limited = CompletableFuture.supplyAsync(() -> pass(full, soon), submitters);
                CompletableFuture<Decision> patient =
                        CompletableFuture.supplyAsync(() -> pass(full, Deadline.NEVER), submitters);
                while (!soon.isOver()) {
                    Thread.onSpinWait();
                }
                full.leave();
                assertEquals(Decision.ACCEPTED, patient.join(), "in round " + i);
                limited.join();
            }
        });
    }

    private static Decision pass(Admission full, Deadline deadline) {
        try {
            Decision decision = full.enter(false, deadline);
            if (decision == Decision.ACCEPTED) {
                full.leave();
            }
            return decision;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
