package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.PythonListRunner.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list runner by the rules of the Python function. */
@ExtendWith(SwitchInstallation.class)
class JobsTest {

    private static List<TaskFunction1<Args, Call>> functions(int count) {
        List<TaskFunction1<Args, Call>> functions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int function = i;
            functions.add(args -> new Call(function, args.positional(), args.named()));
        }
        return functions;
    }

    static Stream<Arguments> calls() {
        List<List<List<Object>>> args = Arrays.asList(
                null,
                List.of(),
                List.of(List.of(1)),
                List.of(List.of(), List.of(2, "b"), Arrays.asList(3, null)),
                List.of(List.of(4), List.of(5), List.of(6), List.of("surplus")));
        List<List<Map<String, Object>>> kwargs = Arrays.asList(
                null,
                List.of(),
                List.of(Map.of(), Map.of("k", 7)),
                List.of(Map.of("a", 1), Map.of("b", 2), Map.of("c", 3), Map.of("surplus", 4)));
        List<Arguments> all = new ArrayList<>();
        for (int a = 0; a < args.size(); a++) {
            for (int k = 0; k < kwargs.size(); k++) {
                for (Integer workers : Arrays.asList(null, 0, 1, -3, 2)) {
                    int backend = new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 3, Integer.MAX_VALUE}[all.size() % 7];
                    all.add(Arguments.of(args.get(a), kwargs.get(k), workers, backend));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void functionsAreCalledAsPythonCallsThem(
            List<List<Object>> args, List<Map<String, Object>> kwargs, Integer workers, int backend) {
        PythonListRunner.Outcome expected = PythonListRunner.run(3, args, kwargs, workers, backend);
        List<Args> positional = args == null
                ? null
                : args.stream().map(each -> Args.of(each.toArray())).toList();
        List<Call> results = Jobs.runJobs(functions(3), positional, kwargs, workers, backend);
        if (expected.asCompleted()) {
            results = results.stream()
                    .sorted((a, b) -> Integer.compare(a.function(), b.function()))
                    .toList();
        }
        assertEquals(expected.calls(), results);
    }

    @Test
    void missingEntriesMeanNone() {
        List<Args> args = Arrays.asList(null, Args.of(1).with("a", 0).with("b", 2));
        List<Map<String, Object>> kwargs = Arrays.asList(Map.of("k", 3), Map.of("a", 4), null);
        assertEquals(
                List.of(
                        new Call(0, List.of(), Map.of("k", 3)),
                        new Call(1, List.of(1), Map.of("a", 4, "b", 2)),
                        new Call(2, List.of(), Map.of())),
                Jobs.runJobs(functions(3), args, kwargs, 1, 0));
    }

    @Test
    void noFunctionsGiveNoResultsAndNeedNoBackend() {
        assertEquals(List.of(), Jobs.runJobs(functions(0), List.of(Args.of(1)), null, null, 0));
        assertEquals(List.of(), Jobs.builder().backend("bees").run(List.of()));
    }

    @Test
    void aMissingFunctionIsRefusedBeforeAnythingRuns() {
        ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
        List<TaskFunction1<Args, Boolean>> functions = Arrays.asList(args -> ran.add(1), null);
        assertEquals(
                "function",
                assertThrows(NullPointerException.class, () -> Jobs.runJobs(functions, null, null, 1, 0))
                        .getMessage());
        assertEquals(
                "job",
                assertThrows(
                                NullPointerException.class,
                                () -> Jobs.builder().run(Arrays.asList(Job.of(() -> ran.add(2)), null)))
                        .getMessage());
        assertEquals(0, ran.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -3, Integer.MIN_VALUE})
    void oneWorkerOrLessIsTheCallingThreadInWhichATaskFindsItsContext(int workers) {
        Thread caller = Thread.currentThread();
        BackendsSeen seen = new BackendsSeen();
        List<String> results = Jobs.builder()
                .backend("processes")
                .workers(workers)
                .listener(seen)
                .run(List.of(Job.of(() -> {
                    assertSame(caller, Thread.currentThread());
                    return TaskContext.current().workerId()
                            + TaskContext.current().attempt();
                })));
        assertEquals(List.of(caller.getName() + "1"), results);
        assertEquals(List.of("serial"), seen.backends());
        assertEquals(0, seen.workers());
        assertTrue(TaskContext.find().isEmpty());
    }

    @Test
    void oneWorkerOrLessNeedsNoBackend() {
        assertEquals(List.of(5), Jobs.builder().backend("bees").workers(1).run(List.of(Job.of(Integer::sum, 2, 3))));
        assertEquals(
                "backend 'bees' is not installed; add the jar that provides it;"
                        + " installed: processes (0), threads (1), forkjoin (2)",
                assertThrows(
                                BackendNotFoundException.class,
                                () -> Jobs.builder()
                                        .backend("bees")
                                        .workers(2)
                                        .run(List.of(Job.of(Integer::sum, 2, 3))))
                        .getMessage());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theBackendIsTheOneOfTheClampedNumberAndItsWorkersAreOthersThanTheCaller(
            List<List<Object>> args, List<Map<String, Object>> kwargs, Integer workers, int backend) {
        PythonListRunner.Outcome expected = PythonListRunner.run(2, args, kwargs, workers, backend);
        Thread caller = Thread.currentThread();
        BackendsSeen seen = new BackendsSeen();
        Jobs.Builder builder = Jobs.builder().backend(backend).listener(seen);
        List<Boolean> inCaller = (workers == null ? builder : builder.workers(workers))
                .run(Collections.nCopies(2, Job.of(() -> Thread.currentThread() == caller)));
        String used = expected.childWorkersNeeded() ? expected.backend() : "serial";
        assertEquals(Collections.nCopies(2, !expected.childWorkersNeeded()), inCaller);
        assertEquals(List.of(used, used), seen.backends());
    }

    @Test
    void resultsMayBeNullAndCannotBeChanged() {
        List<String> results = Jobs.builder().workers(2).backend(1).run(List.of(Job.of(() -> null), Job.of(() -> "b")));
        assertNull(results.get(0));
        assertEquals("b", results.get(1));
        assertThrows(UnsupportedOperationException.class, () -> results.set(0, "c"));
        assertFalse(results.isEmpty());
    }

    @Test
    void aFunctionFindsItsContextOnAWorker() {
        List<Long> ids = Jobs.builder()
                .workers(2)
                .backend(2)
                .run(List.of(
                        Job.of(() -> TaskContext.current().taskId()),
                        Job.of(() -> TaskContext.current().taskId())));
        assertEquals(List.of(1L, 2L), ids);
    }
}
