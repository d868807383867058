package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.Pool;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rule 3.4: inputs that throw. */
final class InputRules {

    @Rule(value = "3.4", chunked = true)
    void mapThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> pool.map(LifeTasks::square, inputs, trial.chunks()));
    }

    @Rule("3.4")
    void starmapThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> pool.starmap(Integer::sum, converted(inputs, x -> Args.of(x, 1))));
    }

    private static <T> Iterable<T> converted(Iterable<Integer> inputs, Function<Integer, T> conversion) {
        return () -> {
            Iterator<Integer> from = inputs.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return from.hasNext();
                }

                @Override
                public T next() {
                    return conversion.apply(from.next());
                }
            };
        };
    }

    @Rule(value = "3.4", chunked = true)
    void mapAsyncThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> pool.mapAsync(LifeTasks::square, inputs, trial.chunks()));
    }

    @Rule("3.4")
    void submitAllThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> pool.submitAll(converted(inputs, x -> Job.of(LifeTasks::square, x))));
    }

    @Rule(value = "3.4", chunked = true)
    void imapThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> {
            try (Stream<Integer> results = pool.imap(LifeTasks::square, inputs, trial.chunks())) {
                results.forEach(x -> {});
            }
        });
    }

    @Rule(value = "3.4", chunked = true)
    void imapUnorderedThrowsWhatItsInputThrows(Trial trial) throws Exception {
        surfaces(trial, (pool, inputs) -> {
            try (Stream<Integer> results = pool.imapUnordered(LifeTasks::square, inputs, trial.chunks())) {
                results.forEach(x -> {});
            }
        });
    }

    @Rule(
            value = {"3.2", "3.4"},
            chunked = true)
    void imapGivesWhatCameBeforeTheInputFailed(Trial trial) {
        Pool pool = trial.open();
        RuntimeException error = new IllegalStateException("no more input");
        List<Integer> seen = new ArrayList<>();
        try (Stream<Integer> results = pool.imap(LifeTasks::square, new Failing(5, false, error), trial.chunks())) {
            Iterator<Integer> each = results.iterator();
            assertSame(error, assertThrows(RuntimeException.class, () -> each.forEachRemaining(seen::add)));
            assertFalse(each.hasNext());
        }
        assertEquals(LifeTasks.squares(5), seen);
    }

    /** Lets the input fail at first and later, when asked whether there is more and when asked for it. */
    private static void surfaces(Trial trial, BiConsumer<Pool, Iterable<Integer>> call) throws Exception {
        Pool pool = trial.open();
        for (int place : new int[] {0, 1, 7, 50}) {
            surfaces(pool, call, new Failing(place, true, new IllegalStateException("hasNext " + place)));
            surfaces(pool, call, new Failing(place, false, new IllegalArgumentException("next " + place)));
            surfaces(pool, call, new Failing(place, false, new AssertionError("error " + place)));
        }
        surfaces(pool, call, new Failing(-1, false, new IllegalStateException("iterator")));
        pool.close();
        assertEquals(pool.stats().submitted(), pool.stats().completed());
    }

    private static void surfaces(Pool pool, BiConsumer<Pool, Iterable<Integer>> call, Failing inputs) throws Exception {
        assertSame(inputs.error, assertThrows(Throwable.class, () -> call.accept(pool, inputs)));
        LifeTasks.assertWorks(pool);
    }

    /** Inputs that throw at some place: -1 for when they are asked for an iterator. */
    private static final class Failing implements Iterable<Integer> {
        private final int place;
        private final boolean early;
        private final Throwable error;

        Failing(int place, boolean early, Throwable error) {
            this.place = place;
            this.early = early;
            this.error = error;
        }

        @Override
        public Iterator<Integer> iterator() {
            fail(place == -1);
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    fail(early && at == place);
                    return true;
                }

                @Override
                public Integer next() {
                    fail(at == place);
                    return at++;
                }
            };
        }

        private void fail(boolean now) {
            if (now && error instanceof RuntimeException exception) {
                throw exception;
            } else if (now && error instanceof Error serious) {
                throw serious;
            }
        }
    }
}
