package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import dev.runner.processes.fuzz.Speech;
import dev.runner.processes.internal.wire.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What a worker says that is broken, or has been taken over: it is ended with a diagnosis, and the pool is not. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class AnswersTest {

    private static final long LIMIT_MILLIS = 30_000;
    private static final Message READY = new Message.Ready();
    private static final Message STARTED = new Message.Started(0, 0);
    private static final Message ENDED = new Message.Ended(0, 0, false, 1, new byte[0]);

    private final Map<Integer, Runnable> before = new HashMap<>();
    private final FuzzedPool pool = new FuzzedPool(1, number -> before.getOrDefault(number, () -> {}));

    AnswersTest() throws IOException {}

    /** Has the pool hear something, and returns why it does not go on with that worker. */
    private @Nullable String diagnosisOf(Message... said) throws IOException {
        Speech speech = new Speech();
        speech.say(pool.hello());
        for (Message message : said) {
            speech.say(message);
        }
        pool.hear(speech.bytes());
        pool.requireOrder(LIMIT_MILLIS);
        return pool.diagnosis();
    }

    @Test
    void workerThatDoesAsItShouldIsHeardToTheEnd() throws Exception {
        before.put(1, () -> pool.begin(0));
        before.put(2, () -> pool.end(0));
        assertNull(diagnosisOf(READY, STARTED, ENDED));
    }

    @Test
    void whatComesWithTheGreetingMayBeLongerThanThat() throws Exception {
        assertNull(diagnosisOf(new Message.Line(0, false, "x".repeat(5000)), READY));
    }

    @Test
    void workerIsReadyOnce() throws Exception {
        assertEquals("the worker has told already how its initializer ended", diagnosisOf(READY, READY));
    }

    @Test
    void workerThatWasReadyDoesNotBreakItsPool() throws Exception {
        assertEquals(
                "the worker has told already how its initializer ended",
                diagnosisOf(READY, new Message.NotInitialized(new byte[0])));
    }

    @Test
    void taskIsBegunOnce() throws Exception {
        before.put(1, () -> pool.begin(0));
        assertEquals("the task in slot 0 has been begun already", diagnosisOf(READY, STARTED, STARTED));
    }

    @Test
    void taskIsNotBegunWithoutItsMark() throws Exception {
        assertEquals("the task in slot 0 is not marked as begun", diagnosisOf(READY, STARTED));
    }

    @Test
    void endOfTaskSaysThatItWasBegun() throws Exception {
        before.put(1, () -> {
            pool.begin(0);
            pool.end(0);
        });
        assertNull(diagnosisOf(READY, ENDED));
    }

    @Test
    void taskIsNotAnsweredBeforeItIsBegun() throws Exception {
        assertEquals("the task in slot 0 was answered before it was begun", diagnosisOf(READY, ENDED));
    }

    @Test
    void taskThatWasToldAsBegunIsNotTakenBackWhateverItsMarkSaysLater() throws Exception {
        before.put(1, () -> pool.begin(0));
        before.put(2, () -> {
            pool.unmark(0);
            pool.withdraw(0);
        });
        assertNull(diagnosisOf(READY, STARTED, new Message.Line(1, false, "")));
    }

    /** An outcome that says in which block the result is. */
    private static Message inBlock(int... form) {
        byte[] outcome = new byte[form.length];
        for (int i = 0; i < form.length; i++) {
            outcome[i] = (byte) form[i];
        }
        return new Message.Ended(0, 0, true, 1, outcome);
    }

    private void beginAndEndBefore(int message) {
        before.put(message, () -> {
            pool.begin(0);
            pool.end(0);
        });
    }

    /** 1: a value, 21: in a block, 10 1 c: named by a text, 12: bytes, of which there are so many. */
    @Test
    void resultIsInBlockThatTheWorkerWasLent() throws Exception {
        OptionalInt block = pool.lendBlock(1 << 20);
        Assumptions.assumeTrue(block.isPresent(), "there is no memory to be shared here");
        beginAndEndBefore(1);
        assertNull(diagnosisOf(READY, inBlock(1, 21, 10, 1, '0' + block.getAsInt(), 12, 64)));
        assertEquals(0, pool.sharedFiles());
    }

    @Test
    void resultIsNotInBlockThatTheWorkerWasNotLent() throws Exception {
        beginAndEndBefore(1);
        assertEquals(
                "no result of 64 bytes can be in block 0 of the worker",
                diagnosisOf(READY, inBlock(1, 21, 10, 1, '0', 12, 64)));
    }

    @Test
    void resultIsNoLongerThanItsBlock() throws Exception {
        OptionalInt block = pool.lendBlock(1 << 20);
        Assumptions.assumeTrue(block.isPresent(), "there is no memory to be shared here");
        beginAndEndBefore(1);
        assertEquals(
                "no result of 2097153 bytes can be in block 0 of the worker",
                diagnosisOf(READY, inBlock(1, 21, 10, 1, '0' + block.getAsInt(), 12, 0x81, 0x80, 0x80, 1)));
        assertEquals(0, pool.sharedFiles());
    }

    @Test
    void blockIsNamedByItsNumberOnly() throws Exception {
        beginAndEndBefore(1);
        assertEquals(
                "no result of 64 bytes can be in block -1 of the worker",
                diagnosisOf(READY, inBlock(1, 21, 10, 6, '/', 't', 'm', 'p', '/', 'x', 12, 64)));
    }

    @Test
    void placeThatCantBeReadEndsTheWorker() throws Exception {
        beginAndEndBefore(1);
        assertEquals(
                "a result does not tell in which block it is: no array has type 5",
                diagnosisOf(READY, inBlock(1, 21, 10, 1, '0', 5, 64)));
    }

    @Test
    void loggerWithVeryManyPartsIsOnlyMadeInPart() throws Exception {
        int loggers = loggers();
        assertNull(diagnosisOf(READY, new Message.NewLogger("a.b".repeat(1000))));
        int made = loggers() - loggers;
        assertTrue(made < 600, () -> made + " loggers were made");
    }

    private static int loggers() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLoggerList()
                .size();
    }
}
