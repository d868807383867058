package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Pool;
import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The start of the first worker of a pool. */
class FirstStartTest {

    private static final List<Long> SEEN = new CopyOnWriteArrayList<>();

    /** Is encoded when a worker has been started, and not before. */
    private static final class Patient implements Serializable {

        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            Await.until("a worker", () -> workers().findAny().isPresent());
            workers().forEach(worker -> SEEN.add(worker.pid()));
            out.defaultWriteObject();
        }

        private static Stream<ProcessHandle> workers() {
            return Tasks.children().stream()
                    .filter(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains("first-start-worker"))
                            .isPresent());
        }
    }

    @Test
    void workerStartsWhileTheFirstTaskIsEncoded() throws Exception {
        Patient patient = new Patient();
        try (Pool pool = Tasks.open(options -> options, config -> config.name("first-start"))) {
            assertTrue(Tasks.children().stream()
                    .allMatch(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains("first-start-worker"))
                            .isEmpty()));
            assertEquals(7, Tasks.get(pool.submit(() -> used(patient))));
            assertTrue(SEEN.contains(Tasks.get(pool.submit(Tasks::pid))), () -> "it is the one that runs: " + SEEN);
        }
    }

    private static int used(Patient patient) {
        return patient == null ? 0 : 7;
    }

    @Test
    void taskThatCannotBeEncodedLeavesAPoolThatWorks() throws Exception {
        Object none = new Object();
        try (Pool pool = Tasks.open(options -> options)) {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> Tasks.get(pool.submit(() -> none.hashCode())));
            assertInstanceOf(TaskSerializationException.class, failure.getCause());
            assertEquals(1, Tasks.get(pool.submit(() -> 1)));
        }
    }

    @Test
    void selectorsAreJavasOwnAndTheirPropertyIsAsItWas() throws Exception {
        String property = "java.nio.channels.spi.SelectorProvider";
        try (Pool pool = Tasks.open(options -> options)) {
            assertNull(Tasks.get(pool.submit(() -> System.getProperty(property))));
            assertEquals(
                    SelectorProvider.provider().getClass().getName(),
                    Tasks.get(pool.submit(
                            () -> SelectorProvider.provider().getClass().getName())));
        }
    }
}
