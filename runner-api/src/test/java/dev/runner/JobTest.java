package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobTest {

    private static final TaskFunction1<Integer, List<Integer>> ONE = Arrays::asList;
    private static final TaskFunction2<Integer, Integer, List<Integer>> TWO = Arrays::asList;
    private static final TaskFunction3<Integer, Integer, Integer, List<Integer>> THREE = Arrays::asList;
    private static final TaskFunction4<Integer, Integer, Integer, Integer, List<Integer>> FOUR = Arrays::asList;
    private static final TaskFunction5<Integer, Integer, Integer, Integer, Integer, List<Integer>> FIVE =
            Arrays::asList;

    static Stream<Arguments> jobs() {
        return Stream.of(
                Arguments.of(Job.of(ONE, 1), 1),
                Arguments.of(Job.of(TWO, 1, 2), 2),
                Arguments.of(Job.of(THREE, 1, 2, 3), 3),
                Arguments.of(Job.of(FOUR, 1, 2, 3, 4), 4),
                Arguments.of(Job.of(FIVE, 1, 2, 3, 4, 5), 5));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void aJobGivesItsFunctionItsArgumentsInOrder(Job<List<Integer>> job, int arity) throws Exception {
        List<Integer> expected = List.of(1, 2, 3, 4, 5).subList(0, arity);
        assertEquals(expected, job.call());
        assertEquals(expected, job.arguments().positional());
        assertEquals(arity, job.function().arity());
        assertEquals(expected, Job.spread(job.function(), job.arguments()).call());
        assertEquals(expected, Copies.of(job).call());
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void anotherNumberOfArgumentsIsRefused(Job<List<Integer>> job, int arity) {
        Args more = Args.of(6, 7, 8, 9, 10, 11);
        String message = "the function takes " + arity + " arguments (was given 6: (6, 7, 8, 9, 10, 11))";
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Job.spread(job.function(), more))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> job.function().applyTo(more))
                        .getMessage());
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void namesAreRefusedWhereNothingTakesThem(Job<List<Integer>> job, int arity) {
        Args named = job.arguments().with("suffix", "!").with("base", 2);
        assertEquals(
                "the function takes no named arguments (was given [suffix, base]);"
                        + " a function that wants names takes Args as its one parameter",
                assertThrows(IllegalArgumentException.class, () -> Job.spread(job.function(), named))
                        .getMessage(),
                "arity " + arity);
    }

    @Test
    void aFunctionOverArgsGetsThemAll() throws Exception {
        Args args = Args.of(1).with("suffix", "?");
        TaskFunction1<Args, String> function = Args::toString;
        assertEquals("(1, suffix=?)", Job.of(function, args).call());
    }

    @Test
    void tasksTakeNoArguments() throws Exception {
        Task<Integer> task = () -> 42;
        VoidTask nothing = () -> {};
        assertEquals(42, Job.of(task).call());
        assertNull(Job.of(nothing).call());
        assertEquals(0, task.arity());
        assertEquals(0, nothing.arity());
        assertEquals(
                "the function takes 0 arguments (was given 1: (3))",
                assertThrows(IllegalArgumentException.class, () -> task.applyTo(Args.of(3)))
                        .getMessage());
        assertEquals(
                "the function takes 0 arguments (was given 2: (4, 5))",
                assertThrows(IllegalArgumentException.class, () -> nothing.applyTo(Args.of(4, 5)))
                        .getMessage());
    }

    @Test
    void aJobOfAJobIsThatJob() {
        Job<List<Integer>> job = Job.of(ONE, 1);
        assertSame(job, Job.of((Task<List<Integer>>) job));
    }

    @Test
    void nullArgumentsArePassedOnAndNullFunctionsRefused() throws Exception {
        assertEquals(Arrays.asList(null, 2), Job.of(TWO, null, 2).call());
        TaskFunction1<Object[], Object> identity = values -> values;
        assertNull(Job.of(identity, null).call());
        Object[] array = {1, 2};
        assertSame(array, Job.of(identity, array).call());
        assertEquals(
                "function",
                assertThrows(NullPointerException.class, () -> Job.of((TaskFunction1<Integer, Integer>) null, 1))
                        .getMessage());
        assertEquals(
                "arguments",
                assertThrows(NullPointerException.class, () -> Job.spread(ONE, null))
                        .getMessage());
    }

    @Test
    void anArgumentOfTheWrongTypeFailsInTheFunction() {
        assertThrows(
                ClassCastException.class,
                () -> Job.spread(adding(), Args.of("1", "2")).call());
    }

    private static TaskFunction2<Integer, Integer, List<Integer>> adding() {
        return (a, b) -> List.of(a + b);
    }

    @Test
    void theFunctionsOwnExceptionComesOut() {
        TaskFunction1<String, Integer> failing = text -> {
            throw new IOException(text);
        };
        assertEquals(
                "disk full",
                assertThrows(
                                IOException.class,
                                () -> Job.of(failing, "disk full").call())
                        .getMessage());
    }

    @Test
    void aJobIsShownWithItsArguments() {
        assertTrue(
                Job.of(TWO, 3, 4).toString().endsWith("(3, 4)"),
                Job.of(TWO, 3, 4).toString());
    }
}
