package dev.runner.processes.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TaskWatchTest {

    private static final int TOGETHER = 16;

    private long now = 5;
    private int looks;

    private final TaskWatch watch = new TaskWatch(() -> {
        looks++;
        return now;
    });

    private long taskOf(long nanos, boolean isLast) {
        now += nanos;
        return watch.nanosOfTask(isLast);
    }

    @Test
    void eachLongTaskIsMeasured() {
        watch.start();
        assertEquals(1_000_000, taskOf(1_000_000, false));
        assertEquals(2_000_000, taskOf(2_000_000, false));
        assertEquals(20_000, taskOf(20_000, true));
    }

    @Test
    void shortTasksAreMeasuredTogether() {
        watch.start();
        assertEquals(100, taskOf(100, false));
        int before = looks;
        for (int i = 1; i < TOGETHER; i++) {
            assertEquals(0, taskOf(100, false));
        }
        assertEquals(before, looks);
        assertEquals(100, taskOf(100, false));
        assertEquals(before + 1, looks);
    }

    @Test
    void lastTellsWhatHasNotBeenTold() {
        watch.start();
        assertEquals(100, taskOf(100, false));
        assertEquals(0, taskOf(100, false));
        assertEquals(0, taskOf(200, false));
        assertEquals(200, taskOf(300, true));
        watch.start();
        assertEquals(7, taskOf(7, true));
    }

    @Test
    void longTaskAmongShortOnesEndsThat() {
        watch.start();
        assertEquals(100, taskOf(100, false));
        for (int i = 1; i < TOGETHER; i++) {
            assertEquals(0, taskOf(100, false));
        }
        assertEquals((15 * 100 + 1_000_000) / 16, taskOf(1_000_000, false));
        assertEquals(100, taskOf(100, false));
    }

    @Test
    void whatTakesNoTimeHasBeenMeasuredAllTheSame() {
        watch.start();
        assertEquals(1, taskOf(0, true));
    }
}
