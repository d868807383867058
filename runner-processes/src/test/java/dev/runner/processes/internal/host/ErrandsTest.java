package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.runner.remote.Payloads;
import dev.runner.spi.CloseMode;
import dev.runner.spi.TaskRun;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes of an errand whose loss is being told. */
class ErrandsTest {

    private final Errands errands = new Errands(new ReentrantLock());
    private final AtomicReference<Object> attached = new AtomicReference<>();
    private final Errand lost = new Errand(
            new OneTask(
                    attempt(1), new Payloads.ShortTask(new byte[0], 0, new byte[0], List.of(), List.of()), Map.of()),
            Runnable::run);

    private TaskRun<?> attempt(int number) {
        TaskRun<?> run = mock();
        when(run.id()).thenReturn(7L);
        when(run.attempt()).thenReturn(number);
        when(run.attachment()).thenAnswer(asked -> attached.get());
        doAnswer(asked -> {
                    attached.set(asked.getArgument(0));
                    return null;
                })
                .when(run)
                .attach(any());
        return run;
    }

    @BeforeEach
    void lose() {
        errands.accept(List.of(lost));
        lost.lost();
    }

    @Test
    void nextAttemptIsQueued() {
        assertTrue(errands.acceptAgain(lost, attempt(2)));
        assertTrue(errands.queued() > 0);
    }

    @Test
    void nextAttemptThatWasCancelledBeforeItCameIsNotQueued() {
        errands.withdraw(attempt(2));
        assertTrue(errands.acceptAgain(lost, attempt(2)));
        assertEquals(0, errands.queued());
    }

    @Test
    void nextAttemptThatIsCancelledAfterItCameIsNotRun() {
        errands.acceptAgain(lost, attempt(2));
        errands.withdraw(attempt(2));
        assertEquals(0, errands.queued());
    }

    @Test
    void nextAttemptIsRefusedWhenWhatWaitsWasGivenBack() {
        assertEquals(List.of(), errands.close(CloseMode.CANCEL_QUEUED, List.of(), new LinkedHashSet<>()));
        assertFalse(errands.acceptAgain(lost, attempt(2)));
        assertEquals(0, errands.queued());
    }
}
