package dev.runner.processes.internal.worker;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.RemoteExecution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that hears the pool while a task takes long, with a connection that only notes what is sent. */
class LongTaskReaderTest {

    private static final int LIMIT_MILLIS = 20_000;
    private static final int LOOKS = 5;

    private final Link link = mock(Link.class);
    private final CountDownLatch looks = new CountDownLatch(LOOKS);
    private final AtomicReference<@Nullable Running> runs = new AtomicReference<>();
    private final LongTaskReader reader = new LongTaskReader(this::look, link, message -> {});

    @TempDir
    private Path directory;

    private @Nullable Running look() {
        looks.countDown();
        return runs.get();
    }

    @AfterEach
    void endTask() {
        runs.set(null);
    }

    /** As it may be while the JVM is young, or others have the processor. */
    @Test
    void taskIsToldAsBegunThatTookLongToBegin() throws IOException, InterruptedException {
        SlotPage page = SlotPage.create(directory.resolve("page"));
        page.send(0);
        RemoteExecution execution = new RemoteExecution(1, 1, () -> "task 1", "worker-1", null, (done, total) -> {});
        Running running = new Running(0, 0, execution, link);
        runs.set(running);
        reader.start();
        Assertions.assertTrue(looks.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS), "nobody looks");
        verify(link, never()).receiveWhile(any(), any());
        Assertions.assertTrue(running.begin(page));
        verify(link, timeout(LIMIT_MILLIS)).add(new Message.Started(0, 0));
        verify(link, timeout(LIMIT_MILLIS).atLeastOnce()).receiveWhile(any(), any());
    }

    @Test
    void outcomesThatAreLeftForLongAreShown() throws InterruptedException {
        when(link.hasUnseen()).thenReturn(true);
        reader.start();
        verify(link, timeout(LIMIT_MILLIS).atLeastOnce()).wakePool();
        Assertions.assertTrue(looks.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS), "nobody looks");
    }
}
