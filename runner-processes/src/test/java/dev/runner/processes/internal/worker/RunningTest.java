package dev.runner.processes.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.RemoteExecution;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pool is told of the task that runs, with a connection that only notes it. */
class RunningTest {

    private static final int ROUNDS = 500;
    private static final long LIMIT_SECONDS = 60;

    private final Link link = mock(Link.class, withSettings().stubOnly());
    private final ConcurrentLinkedQueue<Message> told = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void noteWhatIsTold() {
        doAnswer(call -> told.add(call.getArgument(0))).when(link).add(any());
    }

    /** Who finds it begun relies on that. The first rounds matter most: in a young JVM all steps take long. */
    @Test
    void poolIsToldOfTheBeginByWhoFindsItBegunAtThatMoment() throws Exception {
        SlotPage page = SlotPage.create(directory.resolve("page"));
        for (int round = 0; round < ROUNDS; round++) {
            page.send(0);
            Running running = new Running(0, 0, execution(), link);
            CountDownLatch looks = new CountDownLatch(1);
            CompletableFuture<Void> found = CompletableFuture.runAsync(() -> {
                looks.countDown();
                untilTold(running);
            });
            assertTrue(looks.await(LIMIT_SECONDS, TimeUnit.SECONDS));
            assertTrue(running.begin(page));
            found.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertEquals(List.of(new Message.Started(0, 0)), List.copyOf(told), "round " + round);
            told.clear();
        }
    }

    private static void untilTold(Running running) {
        while (!running.tellBegun()) {
            Thread.onSpinWait();
        }
    }

    private static RemoteExecution execution() {
        return new RemoteExecution(1, 1, () -> "task 1", "worker-1", null, (done, total) -> {});
    }
}
