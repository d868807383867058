package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a driver takes elements of bulk calls together, it is given those of {@code imap} and {@code mapAsync} so, and
 * they keep the rules of those calls.
 */
@Timeout(60)
class BulkCallsTest {

    private static final int LIMIT_SECONDS = 30;

    private final BulkBackend backend = new BulkBackend();
    private Pool pool = Pools.open(backend, PoolConfig.builder().build());

    @AfterEach
    void close() {
        pool.shutdownNow();
        backend.endAll();
        pool.close();
    }

    private void reopen(PoolConfig.Builder config) {
        pool.close();
        pool = Pools.open(backend, config.build());
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static int withoutThree(int number) {
        if (number == 3) {
            throw new IllegalArgumentException("no " + number);
        }
        return number;
    }

    /** Four elements together, and at most eight of them ahead. */
    private static MapOptions fours() {
        return MapOptions.defaults().chunkSize(4).window(8);
    }

    private Iterator<Integer> inOrder() {
        return pool.imap(BulkCallsTest::withoutThree, numbers(20), fours()).iterator();
    }

    /** Asks for the next result in another thread, which takes inputs for that, and returns when so many were given. */
    private <R> CompletableFuture<R> asked(Iterator<R> results, int elements) {
        CompletableFuture<R> next = CompletableFuture.supplyAsync(results::next);
        backend.await(elements);
        return next;
    }

    private static <R> R got(CompletableFuture<R> result) throws Exception {
        return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    // imap

    @Test
    void imapHandsOverChunksUpToItsWindow() throws Exception {
        CompletableFuture<Integer> first = asked(inOrder(), 8);
        assertEquals(List.of(4, 4), backend.sizes());
        assertTrue(backend.given.get(0).bulk.isAwaitedOneByOne());
        backend.given.get(0).runAll();
        assertEquals(0, got(first));
    }

    @Test
    void resultIsYieldedAlthoughOthersOfItsChunkGoOn() throws Exception {
        Iterator<Integer> results = inOrder();
        CompletableFuture<Integer> first = asked(results, 8);
        backend.given.get(0).begin(1);
        backend.given.get(0).run(0);
        assertEquals(0, got(first));
        backend.given.get(0).run(1);
        assertEquals(1, results.next());
    }

    @Test
    void waitForAResultIsEndedByJustThatOne() throws Exception {
        CompletableFuture<Integer> first = asked(inOrder(), 8);
        backend.given.get(1).run(2);
        backend.given.get(0).run(1);
        assertFalse(first.isDone());
        backend.given.get(0).run(0);
        assertEquals(0, got(first));
    }

    @Test
    void anyOrderYieldsWhatEndsFirst() throws Exception {
        Iterator<Integer> results = pool.imapUnordered(BulkCallsTest::withoutThree, numbers(20), fours())
                .iterator();
        CompletableFuture<Integer> first = asked(results, 8);
        backend.given.get(1).run(2);
        assertEquals(6, got(first));
        backend.given.get(0).run(1);
        backend.given.get(1).run(0);
        assertEquals(List.of(1, 4), List.of(results.next(), results.next()));
    }

    @Test
    void failureSurfacesAtItsPlaceAndIterationGoesOn() throws Exception {
        Iterator<Integer> results = inOrder();
        CompletableFuture<Integer> first = asked(results, 8);
        backend.given.get(0).runAll();
        backend.given.get(1).runAll();
        assertEquals(List.of(0, 1, 2), List.of(got(first), results.next(), results.next()));
        TaskFailedException failed = assertThrows(TaskFailedException.class, results::next);
        assertEquals("task 4 failed: java.lang.IllegalArgumentException: no 3", failed.getMessage());
        assertEquals(4, results.next());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 50})
    void noMoreInputsAreAheadThanTheWindowHolds(int window) throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () -> Stream.generate(taken::incrementAndGet).iterator();
        MapOptions options = MapOptions.defaults().chunkSize(4).window(window);
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> backend.runAll(1000));
        try (Stream<Integer> results = pool.imap(number -> number, endless, options)) {
            Iterator<Integer> each = results.iterator();
            for (int i = 1; i <= 1000; i++) {
                assertEquals(i, each.next());
                assertTrue(taken.get() <= i - 1 + window, taken::toString);
            }
            got(worker); // it may run some more, which are not to be withdrawn meanwhile
        }
    }

    @Test
    void inputsThatTakeTheirTimeAreHandedOverOneByOne() throws Exception {
        Iterable<Integer> slow =
                () -> numbers(20).stream().peek(number -> takeTime()).iterator();
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> backend.runAll(20));
        assertEquals(numbers(20), pool.imap(number -> number, slow).toList());
        got(worker);
        assertEquals(20, backend.given.size());
    }

    private static void takeTime() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void elementsBeforeAFailureOfTheInputAreYielded() throws Exception {
        Iterable<Integer> failing = () -> numbers(6).stream()
                .peek(number -> {
                    if (number == 5) {
                        throw new IllegalStateException("no more");
                    }
                })
                .iterator();
        Iterator<Integer> results =
                pool.imap(number -> number, failing, fours()).iterator();
        CompletableFuture<Integer> first = asked(results, 5);
        assertEquals(List.of(4, 1), backend.sizes());
        backend.given.forEach(BulkBackend.Given::runAll);
        assertEquals(0, got(first));
        for (int i = 1; i < 5; i++) {
            assertEquals(i, results.next());
        }
        assertEquals(
                "no more",
                assertThrows(IllegalStateException.class, results::next).getMessage());
        assertFalse(results.hasNext());
    }

    @Test
    void closingCancelsTheRestAndStopsWhatRuns() throws Exception {
        Stream<Integer> results = pool.imap(number -> number, numbers(20), fours());
        CompletableFuture<Integer> first = asked(results.iterator(), 8);
        backend.given.get(0).run(0);
        assertEquals(0, got(first));
        backend.given.get(1).begin(0);
        results.close();
        assertEquals("0 COOPERATIVE", backend.stopped.get(0));
        assertEquals(7, pool.stats().cancelled());
        assertEquals(1, pool.stats().running());
        assertEquals(1, pool.stats().overdue());
        pool.shutdown();
        assertFalse(pool.awaitTermination(0, TimeUnit.SECONDS));
        backend.given.get(1).run(0);
        assertTrue(pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, pool.stats().running());
        assertEquals(0, pool.stats().overdue());
        assertEquals(7, pool.stats().cancelled());
        assertEquals(1, pool.stats().succeeded());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingFromElsewhereEndsTheWait(boolean inOrder) throws Exception {
        Stream<Integer> results = inOrder
                ? pool.imap(BulkCallsTest::withoutThree, numbers(20), fours())
                : pool.imapUnordered(BulkCallsTest::withoutThree, numbers(20), fours());
        CompletableFuture<Integer> first = asked(results.iterator(), 8);
        results.close();
        ExecutionException ended = assertThrows(ExecutionException.class, () -> got(first));
        assertInstanceOf(CancellationException.class, ended.getCause());
    }

    @Test
    void timeoutEndsTheIterationAndCancelsTheRest() {
        Iterator<Integer> results = pool.imap(number -> number, numbers(20), fours().timeout(Duration.ofMillis(20)))
                .iterator();
        PoolTimeoutException timeout = assertThrows(PoolTimeoutException.class, results::next);
        assertTrue(timeout.getMessage().contains(" ms: 8 of 8 tasks unfinished"), timeout::getMessage);
        assertFalse(results.hasNext());
        assertEquals(8, pool.stats().cancelled());
    }

    @Test
    void interruptEndsTheWaitOnly() {
        Iterator<Integer> results = inOrder();
        Thread.currentThread().interrupt();
        assertThrows(PoolInterruptedException.class, results::next);
        assertTrue(Thread.interrupted());
        backend.given.get(0).run(0);
        assertEquals(0, results.next());
    }

    @Test
    void shutdownNowEndsWhatIsAwaited() throws Exception {
        Iterator<Integer> results = inOrder();
        CompletableFuture<Integer> first = asked(results, 8);
        backend.given.get(0).run(0);
        assertEquals(0, got(first));
        assertEquals(7, pool.shutdownNow().size());
        assertEquals(
                "task 2 was cancelled",
                assertThrows(CancellationException.class, results::next).getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheDriverDoesNotTakeIsNotYielded(boolean inOrder) throws Exception {
        Iterable<Integer> inputs = () -> numbers(8).stream()
                .peek(number -> backend.refuses = number == 7)
                .iterator();
        Stream<Integer> stream = inOrder
                ? pool.imap(number -> number, inputs, fours())
                : pool.imapUnordered(number -> number, inputs, fours());
        Iterator<Integer> results = stream.iterator();
        CompletableFuture<Integer> first = asked(results, 4);
        backend.given.get(0).runAll();
        assertEquals(List.of(0, 1, 2, 3), List.of(got(first), results.next(), results.next(), results.next()));
        assertEquals(
                "no more of that",
                assertThrows(IllegalStateException.class, results::next).getMessage());
        assertFalse(results.hasNext());
        assertEquals(4, pool.stats().cancelled());
    }

    // mapAsync

    private AsyncResult<List<Integer>> mapAsync(int count) {
        return pool.mapAsync(BulkCallsTest::withoutThree, numbers(count));
    }

    @Test
    void mapAsyncHandsOverMoreAndMoreTogether() throws Exception {
        AsyncResult<List<Integer>> all = pool.mapAsync(number -> number, numbers(5000));
        assertEquals(5000, backend.sizes().stream().mapToInt(size -> size).sum());
        assertTrue(backend.given.size() < 2500, backend.sizes()::toString);
        assertFalse(backend.given.get(0).bulk.isAwaitedOneByOne());
        assertFalse(all.ready());
        backend.given.forEach(BulkBackend.Given::runAll);
        assertEquals(numbers(5000), all.get(Duration.ofSeconds(LIMIT_SECONDS)));
        assertTrue(backend.given.stream().allMatch(given -> given.bulk.attachment() == null), "what was sent is kept");
    }

    @Test
    void inputsThatTakeTheirTimeWaitForTheirChunkOnly() throws Exception {
        Iterable<Integer> input = () -> numbers(20).stream()
                .peek(number -> {
                    if (number >= 7) {
                        takeTime();
                    }
                })
                .iterator();
        MapOptions twos = MapOptions.defaults().chunkSize(2);
        AsyncResult<List<Integer>> all = pool.mapAsync(number -> number, input, twos);
        assertTrue(backend.sizes().stream().allMatch(size -> size <= 4), backend.sizes()::toString);
        backend.given.forEach(BulkBackend.Given::runAll);
        assertEquals(numbers(20), all.get(Duration.ofSeconds(LIMIT_SECONDS)));
    }

    @Test
    void failureDoesNotStopTheOthers() {
        AsyncResult<List<Integer>> all = mapAsync(20);
        assertEquals(
                "not ready: 20 of 20 tasks have not ended; await(Duration) waits",
                assertThrows(IllegalStateException.class, all::successful).getMessage());
        backend.given.forEach(BulkBackend.Given::runAll);
        assertFalse(all.successful());
        ExecutionException failed = assertThrows(ExecutionException.class, all::get);
        assertEquals("no 3", failed.getCause().getMessage());
        assertEquals(19, pool.stats().succeeded());
        assertEquals(1, pool.stats().failed());
    }

    @Test
    void callbacksRunInNoThreadThatReports() throws Exception {
        AsyncResult<List<Integer>> all = pool.mapAsync(number -> number, numbers(20));
        CompletableFuture<Thread> calledBy = new CompletableFuture<>();
        CountDownLatch goOn = new CountDownLatch(1);
        all.onSuccess(results -> {
            calledBy.complete(Thread.currentThread());
            await(goOn);
        });
        backend.given.forEach(BulkBackend.Given::runAll);
        assertNotSame(Thread.currentThread(), calledBy.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertFalse(all.ready());
        pool.shutdown();
        assertFalse(pool.awaitTermination(0, TimeUnit.SECONDS));
        goOn.countDown();
        assertEquals(numbers(20), all.get(Duration.ofSeconds(LIMIT_SECONDS)));
        assertTrue(pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(LIMIT_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cancelEndsAllAtOnce(boolean mayInterrupt) throws Exception {
        AsyncResult<List<Integer>> all = mapAsync(20);
        ArrayBlockingQueue<Thread> calledBy = new ArrayBlockingQueue<>(1);
        all.onFailure(error -> calledBy.add(Thread.currentThread()));
        backend.given.get(0).run(0);
        BulkBackend.Given<?> begun = backend.given.get(1);
        begun.begin(0);
        assertTrue(all.cancel(mayInterrupt));
        assertTrue(all.ready());
        assertSame(Thread.currentThread(), calledBy.poll());
        assertThrows(CancellationException.class, all::get);
        assertEquals(mayInterrupt, backend.stopped.contains("0 COOPERATIVE"));
        assertEquals(19, pool.stats().cancelled());
        assertEquals(1, pool.stats().overdue());
        assertFalse(all.cancel(mayInterrupt));
        begun.run(0);
        assertEquals(0, pool.stats().overdue());
        assertEquals(1, pool.stats().succeeded());
    }

    @Test
    void timeoutOfTheCallCancelsWhatHasNotEnded() {
        AsyncResult<List<Integer>> all = pool.mapAsync(
                number -> number, numbers(20), MapOptions.defaults().timeout(Duration.ofMillis(20)));
        ExecutionException failed = assertThrows(ExecutionException.class, all::get);
        assertTrue(
                failed.getCause().getMessage().contains(" ms: 20 of 20 tasks unfinished"),
                failed.getCause()::getMessage);
        assertEquals(20, pool.stats().cancelled());
    }

    @Test
    void inputThatFailsCancelsWhatWasHandedOver() {
        Iterable<Integer> failing =
                () -> numbers(20).stream().map(number -> 10 / (10 - number)).iterator();
        assertThrows(ArithmeticException.class, () -> pool.mapAsync(number -> number, failing));
        assertEquals(10, pool.stats().cancelled());
        assertEquals(0, pool.stats().queued());
    }

    /** One thread tells of a failure while another tells of the last result of the same bulk. */
    @RepeatedTest(200)
    void failureIsNeverOvertakenByTheLastResult() throws Exception {
        AsyncResult<List<Integer>> all = pool.mapAsync(number -> number, numbers(64));
        Optional<BulkBackend.Given<?>> several =
                backend.given.stream().filter(given -> given.size() > 1).findAny();
        assumeTrue(several.isPresent(), "this machine had no time for two inputs together");
        BulkBackend.Given<?> last = several.get();
        backend.given.stream().filter(given -> given != last).forEach(BulkBackend.Given::runAll);
        IntStream.range(2, last.size()).forEach(last::run);
        CyclicBarrier start = new CyclicBarrier(2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            meet(start);
            last.run(0);
        });
        meet(start);
        last.bulk.element(1).failed(new IllegalStateException("lost"));
        assertThrows(ExecutionException.class, () -> all.get(Duration.ofSeconds(LIMIT_SECONDS)));
        got(other);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // What goes one by one

    @Test
    void elementsThatSomebodyHearsOfGoOneByOne() {
        reopen(PoolConfig.builder().listener(new PoolListener() {}));
        assertGoesOneByOne(MapOptions.defaults());
    }

    @Test
    void elementsThatWaitForRoomGoOneByOne() {
        reopen(PoolConfig.builder().queueCapacity(100));
        assertGoesOneByOne(MapOptions.defaults());
    }

    @Test
    void elementsWithALimitOrAnotherAttemptGoOneByOne() {
        assertGoesOneByOne(MapOptions.defaults().elementTimeout(Duration.ofDays(1)));
        assertGoesOneByOne(MapOptions.defaults().retries(1));
    }

    private void assertGoesOneByOne(MapOptions options) {
        int before = backend.single.size();
        assertFalse(pool.mapAsync(number -> number, numbers(3), options).ready());
        assertThrows(PoolTimeoutException.class, () -> consume(pool.imap(number -> number, numbers(3), soon(options))));
        assertThrows(
                PoolTimeoutException.class,
                () -> consume(pool.imapUnordered(number -> number, numbers(3), soon(options))));
        assertEquals(9, backend.single.size() - before);
        assertEquals(List.of(), backend.sizes());
    }

    private static MapOptions soon(MapOptions options) {
        return options.timeout(Duration.ofMillis(20));
    }

    private static void consume(Stream<Integer> results) {
        assertEquals(List.of(), results.toList());
    }
}
