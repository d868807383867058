package dev.runner.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StandInExceptionTest {

    @Test
    void classMessageStackCausesAndSuppressedAreKept() {
        IOException original = new IOException("outer", new ArithmeticException("inner"));
        original.addSuppressed(new IllegalStateException("first"));
        original.addSuppressed(new IllegalStateException("second"));
        StandInException standIn = StandInException.of(original);
        assertEquals("java.io.IOException", standIn.originalClassName());
        assertEquals("outer", standIn.getMessage());
        assertArrayEquals(original.getStackTrace(), standIn.getStackTrace());
        assertEquals("[stand-in for] java.lang.ArithmeticException: inner", String.valueOf(standIn.getCause()));
        assertEquals("first", standIn.getSuppressed()[0].getMessage());
        assertEquals("second", standIn.getSuppressed()[1].getMessage());
    }

    @Test
    void absentMessageStaysAbsent() {
        StandInException standIn = StandInException.of(new IOException());
        assertNull(standIn.getMessage());
        assertNull(standIn.getCause());
        assertEquals("[stand-in for] java.io.IOException", standIn.toString());
    }

    @Test
    void standInOfStandInStandsInForTheOriginal() {
        StandInException twice = StandInException.of(StandInException.of(new IOException("x")));
        assertEquals("java.io.IOException", twice.originalClassName());
    }

    @Test
    void whatIsTooMuchIsCut() throws Exception {
        IOException last = new IOException("m".repeat(100_000));
        for (int i = 0; i < 300; i++) {
            last.addSuppressed(overflow());
        }
        StandInException standIn = StandInException.of(last);
        assertTrue(ErrorForm.write(last).length <= ErrorForm.LONGEST);
        assertEquals(8192 + 3, String.valueOf(standIn.getMessage()).length());
        assertTrue(standIn.getSuppressed().length >= 1);
    }

    private static StackOverflowError overflow() {
        try {
            return deeper(0);
        } catch (StackOverflowError e) {
            return e;
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static StackOverflowError deeper(int depth) {
        return deeper(depth + 1);
    }
}
