package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Capability;
import dev.runner.Pool;
import dev.runner.PoolFuture;
import dev.runner.TaskFailedException;
import dev.runner.TaskOptions;
import dev.runner.TaskSerializationException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Rules 6.2, 6.4 and 6.6: what can't travel is refused, and named. */
final class SerializationRules {

    private static final TaskOptions NAMED = TaskOptions.defaults().name("parcel");

    /** What can't be serialized. */
    private static final class Handle {
        private final int number;

        Handle(int number) {
            this.number = number;
        }
    }

    private record Folder(String name, Handle openFile) implements Serializable {
        int size() {
            return name.length() + openFile.number;
        }
    }

    private record Shelf(List<Folder> folders, Map<String, Folder> byName) implements Serializable {
        int size() {
            return folders.size() + byName.size();
        }
    }

    /** Not serializable, and captured by a lambda that only wants a field of it. */
    private static final class Owner {
        private final int wanted;

        Owner(int wanted) {
            this.wanted = wanted;
        }

        PoolFuture<Integer> submitTo(Pool pool) {
            return pool.submit(() -> wanted + 1, NAMED);
        }
    }

    /** Differs from the one of the same name that {@link ForeignClass} makes. */
    private interface Differs extends Serializable {}

    private static String told(PoolFuture<?> task) {
        Throwable failure = MishapRules.failureOf(task);
        return String.valueOf(
                assertInstanceOf(TaskSerializationException.class, failure).getMessage());
    }

    private static void assertNames(String message, Object... parts) {
        for (Object part : parts) {
            assertTrue(message.contains(part instanceof Class<?> type ? type.getName() : part.toString()), message);
        }
    }

    @Rule(value = "6.2", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void wayToFieldThatCannotBeSerializedIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        Folder folder = new Folder("a", new Handle(1));
        assertNames(
                told(pool.submit(() -> folder.size(), NAMED)),
                "parcel",
                Handle.class,
                "'openFile'",
                Folder.class,
                "make it serializable",
                "transient");
        Shelf inList = new Shelf(List.of(folder), Map.of());
        assertNames(told(pool.submit(Shelf::size, inList)), Handle.class, "'folders'", "element 0", "'openFile'");
        Shelf inMap = new Shelf(List.of(), Map.of("key", folder));
        assertNames(told(pool.submit(Shelf::size, inMap)), Handle.class, "'byName'", "'key'", "'openFile'");
        Folder[] array = {new Folder("b", new Handle(2))};
        assertNames(told(pool.submit(a -> a.length, array)), Handle.class, "element 0", "'openFile'");
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "6.2", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void lambdaThatDragsItsOwnerAlongIsTold(Trial trial) throws Exception {
        assertNames(told(new Owner(3).submitTo(trial.open())), "parcel", Owner.class, "captured");
    }

    @Rule(value = "6.2", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void resultThatCannotBeSerializedIsTold(Trial trial) throws Exception {
        Pool pool = trial.open();
        String message = told(pool.submit(() -> List.of("fine", new Folder("c", new Handle(3))), NAMED));
        assertNames(message, "the result of parcel", Handle.class, "element 1", "'openFile'", Folder.class);
        LifeTasks.assertWorks(pool);
    }

    @Rule(
            value = {"6.2", "3.2"},
            needs = Capability.REQUIRES_SERIALIZABLE,
            once = true)
    void elementThatCannotBeSerializedFailsAtItsPlace(Trial trial) {
        Pool pool = trial.open();
        List<Object> inputs = List.of("first", new Handle(4), "third");
        try (Stream<String> results = pool.imap(String::valueOf, inputs)) {
            Iterator<String> each = results.iterator();
            assertEquals("first", each.next());
            TaskFailedException thrown = assertThrows(TaskFailedException.class, each::next);
            assertInstanceOf(TaskSerializationException.class, thrown.getCause());
            assertNames(String.valueOf(thrown.getCause().getMessage()), Handle.class);
            assertEquals("third", each.next());
        }
    }

    @Rule(value = "6.4", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void classThatWorkersLackIsNamed(Trial trial) throws Exception {
        Pool pool = trial.open();
        Class<?> onlyHere = ForeignClass.define("gone.OnlyInTheParent");
        assertNames(
                told(pool.submit(() -> onlyHere.getName(), NAMED)), "parcel", "class gone.OnlyInTheParent is missing");
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "6.4", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void classThatTheParentLacksIsNamed(Trial trial) throws Exception {
        Pool pool = trial.open();
        assertNames(
                told(pool.submit(() -> ForeignClass.define("gone.OnlyInTheWorker"), NAMED)),
                "the result of parcel",
                "class gone.OnlyInTheWorker is missing");
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "6.4", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void classThatDiffersIsNamed(Trial trial) throws Exception {
        Pool pool = trial.open();
        Class<?> other = ForeignClass.define(Differs.class.getName(), Comparable.class);
        assertNames(told(pool.submit(() -> other.getName(), NAMED)), "parcel", Differs.class, "differs");
        LifeTasks.assertWorks(pool);
    }

    @Rule(value = "6.6", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void runnableThatCannotBeShippedIsRefusedAtTheCall(Trial trial) throws Exception {
        Pool pool = trial.open();
        Handle handle = new Handle(5);
        Tally ran = trial.tally();
        Runnable plain = () -> ran.mark("ran " + handle.number);
        RejectedExecutionException plainly = assertThrows(RejectedExecutionException.class, () -> pool.execute(plain));
        assertInstanceOf(TaskSerializationException.class, plainly.getCause());
        Runnable capturing = (Runnable & Serializable) () -> ran.mark("ran " + handle.number);
        RejectedExecutionException rejected =
                assertThrows(RejectedExecutionException.class, () -> pool.execute(capturing));
        assertNames(String.valueOf(rejected.getCause()), Handle.class);
        Runnable good = (Runnable & Serializable) () -> ran.mark("good");
        pool.execute(good);
        Trial.eventually("the good one to run", () -> ran.count() == 1);
        assertEquals(List.of("good"), ran.marks());
    }

    @Rule(value = "6.6", needs = Capability.REQUIRES_SERIALIZABLE, once = true)
    void wrappersOfTheJdkAreRefusedByType(Trial trial) throws Exception {
        Pool pool = trial.open();
        FutureTask<Integer> task = new FutureTask<>(() -> 1);
        RejectedExecutionException rejected = assertThrows(RejectedExecutionException.class, () -> pool.execute(task));
        assertNames(String.valueOf(rejected.getCause()), FutureTask.class);
        RejectedExecutionException async =
                assertThrows(RejectedExecutionException.class, () -> CompletableFuture.supplyAsync(() -> 1, pool));
        assertNames(String.valueOf(async.getCause()), "CompletableFuture");
        assertThrows(RejectedExecutionException.class, () -> CompletableFuture.runAsync(() -> {}, pool));
        CompletableFuture<Integer> later = CompletableFuture.completedFuture(1).thenApplyAsync(x -> x + 1, pool);
        assertTrue(later.isCompletedExceptionally());
        LifeTasks.assertWorks(pool);
    }
}
