package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PayloadsTest {

    private static String label() {
        return "task 'x'";
    }

    private static final int LIMIT = 100_000;

    /** Longer than any array can be, so that nobody finds out by making one. */
    private static final byte[] TOO_LONG_FORM = {Byte.MAX_VALUE, -1, -1, -1, 7};

    private final Payloads payloads = with(null, LIMIT);

    private static Payloads with(@Nullable ObjectInputFilter filter, long maxResultBytes) {
        return new Payloads(new JavaCodec(), PayloadsTest.class.getClassLoader(), filter, LIMIT, maxResultBytes);
    }

    private static Throwable crossed(Throwable error) {
        return crossed(error, with(null, LIMIT));
    }

    private static Throwable crossed(Throwable error, Payloads here) {
        return here.decodeError(with(null, LIMIT).encodeError(error), PayloadsTest::label);
    }

    /** Not serializable. */
    private static final class Handle {}

    private record Point(int x, int y) implements Serializable {}

    private static String refusal(Payloads payloads, @Nullable Object result) {
        return String.valueOf(assertThrows(
                        TaskSerializationException.class,
                        () -> payloads.decodeResult(
                                payloads.encodeResult(result, PayloadsTest::label), PayloadsTest::label))
                .getMessage());
    }

    @Test
    void recordsEnumsLocalClassesAndMethodReferencesCross() throws Exception {
        record Local(TimeUnit unit) implements Serializable {}
        assertEquals(new Local(TimeUnit.DAYS), result(() -> new Local(TimeUnit.DAYS)));
        String captured = "captured";
        assertEquals(8, result(captured::length));
        assertEquals(new Point(1, 2), result(() -> new Point(1, 2)));
        assertNull(result(() -> null));
        assertInstanceOf(IllegalStateException.class, result(() -> new IllegalStateException("a result")));
    }

    private @Nullable Object result(Task<?> task) throws Exception {
        byte[] bytes = payloads.encodeTask(Job.of(task), PayloadsTest::label);
        Object result = payloads.decodeTask(bytes, PayloadsTest::label).call();
        return payloads.decodeResult(payloads.encodeResult(result, PayloadsTest::label), PayloadsTest::label);
    }

    @Test
    void whatIsNotSerializableIsTold() {
        Handle handle = new Handle();
        Task<Integer> task = handle::hashCode;
        TaskSerializationException refused = assertThrows(
                TaskSerializationException.class, () -> payloads.encodeTask(Job.of(task), PayloadsTest::label));
        String name = Handle.class.getName();
        assertEquals(
                "task 'x' can't be serialized: " + name + " is not serializable; it is at the function ("
                        + task.getClass().getName() + ") -> the object of the method reference 'hashCode' (" + name
                        + "); make it serializable, mark the field transient, or pass less",
                refused.getMessage());
        assertInstanceOf(NotSerializableException.class, refused.getCause());
    }

    @Test
    void sizesAreToldWhereTheyAreExceeded() {
        Payloads small = with(null, 1000);
        assertEquals(
                "the result of task 'x' is too long: 2027 bytes, of 1000 by maxResultBytes; pass less, or raise the"
                        + " limit in the backend's options",
                refusal(small, new byte[2000]));
    }

    @Test
    void theLimitOfResultsDoesNotCutExceptions() {
        Payloads small = with(null, 1);
        TaskSerializationException tooLong =
                assertThrows(TaskSerializationException.class, () -> small.encodeResult("result", PayloadsTest::label));
        Throwable crossed = small.decodeError(small.encodeError(tooLong), PayloadsTest::label);
        assertInstanceOf(TaskSerializationException.class, crossed);
        assertEquals(tooLong.getMessage(), crossed.getMessage());
    }

    @Test
    void exceptionThatIsTooLongIsStoodInForWithinTheRoomOfFrame() {
        IllegalStateException original = new IllegalStateException("m".repeat(10_000_000));
        byte[] bytes = payloads.encodeError(original);
        assertTrue(bytes.length < 1024 * 1024, () -> "was " + bytes.length);
        StandInException standIn =
                assertInstanceOf(StandInException.class, payloads.decodeError(bytes, PayloadsTest::label));
        assertEquals(IllegalStateException.class.getName(), standIn.originalClassName());
        assertTrue(String.valueOf(standIn.getMessage()).startsWith("mmm"));
    }

    @Test
    void classThatTheFilterRefusesIsNamedWithTheRemedy() {
        Payloads picky = with(
                info -> info.serialClass() == Point.class
                        ? ObjectInputFilter.Status.REJECTED
                        : ObjectInputFilter.Status.ALLOWED,
                LIMIT);
        assertEquals(
                "the result of task 'x' can't be decoded: class " + Point.class.getName()
                        + " is refused by the filter of this side; allow it there (resultFilter in the backend's"
                        + " options), or return something else",
                refusal(picky, new Point(1, 2)));
    }

    /** A few bytes that claim to be very many, as nobody sends who means well. */
    @Test
    void arrayThatIsLongerThanItsBytesIsRefusedBeforeItIsMade() throws Exception {
        byte[] bytes = payloads.encodeResult(new byte[] {1, 2, 3}, PayloadsTest::label);
        ByteBuffer.wrap(bytes).putInt(bytes.length - 3 - Integer.BYTES, 2_000_000_000);
        TaskSerializationException refused =
                assertThrows(TaskSerializationException.class, () -> payloads.decodeResult(bytes, PayloadsTest::label));
        assertEquals(
                "the result of task 'x' can't be decoded: an array of 2000000000 byte can't come of " + bytes.length
                        + " bytes: they are damaged, or were made to use up memory",
                refused.getMessage());
    }

    /** Each array is one that such bytes may have, and claims its room before its first element is read. */
    @Test
    void arraysInArraysThatAreLongerThanTheirBytesAreRefusedTogether() {
        Object[] nested = {};
        for (int i = 0; i < 200; i++) {
            nested = new Object[] {nested};
        }
        ByteBuffer bytes = ByteBuffer.wrap(payloads.encodeResult(nested, PayloadsTest::label));
        for (int at = 0; at < bytes.limit() - 5; at++) {
            if (bytes.getInt(at) == 1 && bytes.get(at + 4) == ObjectStreamConstants.TC_ARRAY) {
                bytes.putInt(at, 60_000);
            }
        }
        TaskSerializationException refused = assertThrows(
                TaskSerializationException.class, () -> payloads.decodeResult(bytes.array(), PayloadsTest::label));
        assertEquals(
                "the result of task 'x' can't be decoded: an array of 60000 java.lang.Object besides arrays of 60000"
                        + " can't come of " + bytes.limit()
                        + " bytes: they are damaged, or were made to use up memory",
                refused.getMessage());
    }

    @Test
    void bytesOfSomethingElseAreToldAsNoTask() {
        assertEquals(
                "task 'x' can't be decoded: it is no dev.runner.Job (was java.lang.String)", noTask("no task at all"));
        assertEquals("task 'x' can't be decoded: it is no dev.runner.Job (was null)", noTask(null));
    }

    private String noTask(@Nullable Object instead) {
        byte[] bytes = payloads.encodeResult(instead, PayloadsTest::label);
        return String.valueOf(
                assertThrows(TaskSerializationException.class, () -> payloads.decodeTask(bytes, PayloadsTest::label))
                        .getMessage());
    }

    /** Some ask for much more room than they have elements. */
    @Test
    void collectionsWithMuchRoomAreNotRefused() throws Exception {
        Payloads roomy = with(null, 1 << 26);
        Map<Integer, Integer> sparse = new HashMap<>(1 << 20, 0.3f);
        for (int i = 0; i < 300_000; i++) {
            sparse.put(i, i);
        }
        assertEquals(sparse, roomy.decodeResult(roomy.encodeResult(sparse, PayloadsTest::label), PayloadsTest::label));
        Object[] empty = new Object[3_000_000];
        assertArrayEquals(empty, (Object[])
                roomy.decodeResult(roomy.encodeResult(empty, PayloadsTest::label), PayloadsTest::label));
    }

    @Test
    void filterThatThrowsRefuses() {
        Payloads broken = with(
                info -> {
                    throw new IllegalStateException("a filter that fails");
                },
                LIMIT);
        assertTrue(refusal(broken, new Point(1, 2)).contains("class " + Point.class.getName() + " is refused"));
    }

    @Test
    void exceptionsKeepTheFramesOfTheWorkerAndTheirCauses() {
        IllegalStateException original = new IllegalStateException("outer", new IOException("inner"));
        original.addSuppressed(new ArithmeticException("beside"));
        Throwable crossed = crossed(original);
        assertInstanceOf(IllegalStateException.class, crossed);
        assertArrayEquals(original.getStackTrace(), crossed.getStackTrace());
        assertInstanceOf(IOException.class, crossed.getCause());
        assertEquals("beside", crossed.getSuppressed()[0].getMessage());
    }

    /** Can't be encoded. */
    private static final class Carrier extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"unused", "serial"})
        private final Handle handle = new Handle();

        Carrier(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Test
    void exceptionThatCanNotBeEncodedIsStoodInFor() {
        Carrier original = new Carrier("carries", new IOException("inner"));
        StandInException standIn = assertInstanceOf(StandInException.class, crossed(original));
        assertEquals(Carrier.class.getName(), standIn.originalClassName());
        assertEquals("carries", standIn.getMessage());
        assertArrayEquals(original.getStackTrace(), standIn.getStackTrace());
        StandInException cause = assertInstanceOf(StandInException.class, standIn.getCause());
        assertEquals(IOException.class.getName(), cause.originalClassName());
        assertEquals("[stand-in for] java.io.IOException: inner", cause.toString());
    }

    /** Can't be decoded. */
    private static final class OneWay extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        OneWay(String message) {
            super(message);
        }

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new UnsupportedOperationException("one way");
        }
    }

    @Test
    void exceptionThatCanNotBeDecodedIsStoodInForAndTheReasonIsKept() {
        OneWay original = new OneWay("gone");
        StandInException standIn = assertInstanceOf(StandInException.class, crossed(original));
        assertEquals(OneWay.class.getName(), standIn.originalClassName());
        assertEquals("gone", standIn.getMessage());
        assertArrayEquals(original.getStackTrace(), standIn.getStackTrace());
        assertEquals(
                "the exception of task 'x' can't be decoded: java.lang.UnsupportedOperationException: one way",
                standIn.getSuppressed()[0].getMessage());
    }

    @Test
    void exceptionThatTheFilterRefusesIsStoodInFor() {
        Payloads picky = with(ObjectInputFilter.Config.createFilter("java.lang.String;!*"), LIMIT);
        StandInException standIn =
                assertInstanceOf(StandInException.class, crossed(new IllegalStateException("refused"), picky));
        assertEquals("[stand-in for] java.lang.IllegalStateException: refused", standIn.toString());
        String reason = String.valueOf(standIn.getSuppressed()[0].getMessage());
        assertTrue(reason.contains("class java.lang.IllegalStateException is refused by the filter"), reason);
    }

    /** Fails whatever it is asked. */
    private static final class Hostile extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Serial
        private Object writeReplace() {
            throw new IllegalStateException("no form");
        }
    }

    @Test
    void exceptionWhoseMethodsFailIsStoodInFor() {
        StandInException standIn = assertInstanceOf(StandInException.class, crossed(new Hostile()));
        assertEquals(Hostile.class.getName(), standIn.originalClassName());
        assertEquals("(its getMessage() failed: java.lang.IllegalStateException)", standIn.getMessage());
    }

    @Test
    void chainOfVeryManyCausesIsStoodInForWithTheFirstOfThem() {
        Throwable chain = new IOException("last");
        for (int i = 0; i < 20_000; i++) {
            chain = new IllegalStateException("cause " + i, chain);
        }
        StandInException standIn = assertInstanceOf(StandInException.class, crossed(chain));
        assertEquals("cause 19999", standIn.getMessage());
        int length = 0;
        for (Throwable at = standIn; at != null; at = at.getCause()) {
            length++;
        }
        assertEquals(100, length);
    }

    @Test
    void causesInCircleAreToldOnce() {
        Carrier first = new Carrier("first", new IOException("inner"));
        requireCause(first).initCause(first);
        Throwable standIn = crossed(first);
        assertNull(requireCause(standIn).getCause());
    }

    private static Throwable requireCause(Throwable error) {
        Throwable cause = error.getCause();
        if (cause == null) {
            throw new AssertionError(error + " has no cause");
        }
        return cause;
    }

    @Test
    void bytesThatAreNoneOfAnExceptionAreToldAsSuch() {
        for (byte[] bytes :
                new byte[][] {{}, {1, 2, 3}, {-1, -1, -1, -1}, {0, 0, 0, 1, 7}, {0, 0, 0, 0}, TOO_LONG_FORM}) {
            Throwable decoded = payloads.decodeError(bytes, PayloadsTest::label);
            assertEquals(
                    "the exception of task 'x' can't be decoded: its bytes are not what a worker sends",
                    decoded.getMessage());
        }
    }

    /** Nothing bounds what a chain of causes costs those who print it. */
    @Test
    void formOfMoreExceptionsThanAreWrittenIsRefused() throws Exception {
        IOException plain = new IOException();
        plain.setStackTrace(new StackTraceElement[0]);
        byte[] one = ErrorForm.write(plain);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + 101 * one.length).putInt(101 * one.length);
        while (bytes.hasRemaining()) {
            bytes.put(one);
        }
        assertEquals(
                "a form has 1 to 100 exceptions, and this one has more",
                requireCause(payloads.decodeError(bytes.array(), PayloadsTest::label))
                        .getMessage());
    }

    /** Refuses to be encoded with an error. */
    private record Exploding() implements Serializable {
        @Serial
        private Object writeReplace() {
            throw new AssertionError("boom");
        }
    }

    @Test
    void errorsOfUsersSerializationAreTold() {
        assertEquals(
                "the result of task 'x' can't be serialized: java.lang.AssertionError: boom; make it serializable, mark"
                        + " the field transient, or pass less",
                refusal(payloads, new Exploding()));
    }

    @Test
    void resultThatIsNestedTooDeeplyIsTold() {
        Object[] nested = {};
        for (int i = 0; i < 100_000; i++) {
            nested = new Object[] {nested};
        }
        Object[] deep = nested;
        assertTrue(
                refusal(payloads, deep).contains("nested too deeply (StackOverflowError); pass a flatter structure"));
    }
}
