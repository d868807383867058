package dev.runner.examples;

import dev.runner.Args;
import dev.runner.AsyncResult;
import dev.runner.BackendSelector;
import dev.runner.Capability;
import dev.runner.Futures;
import dev.runner.Job;
import dev.runner.Jobs;
import dev.runner.MapOptions;
import dev.runner.OverflowPolicy;
import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.PoolFuture;
import dev.runner.Pools;
import dev.runner.ResultOrder;
import dev.runner.Task;
import dev.runner.TaskContext;
import dev.runner.TaskFunction1;
import dev.runner.TaskOptions;
import dev.runner.TaskState;
import dev.runner.Until;
import dev.runner.processes.ProcessOptions;
import dev.runner.spi.PoolBackend;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** What users write, in many shapes: it only has to compile, on each JDK, without a cast and without a warning. */
@SuppressWarnings("UnusedVariable") // to compile is all that they are for
final class CallSites {

    private CallSites() {}

    static String join(int a, int b, String c) {
        return a + b + c;
    }

    static int twice(int x) {
        return 2 * x;
    }

    static long overloaded(long x) {
        return x;
    }

    static String overloaded(String x) {
        return x;
    }

    static String withNames(Args args) {
        return args.get(0, String.class) + args.getOrDefault("times", 1);
    }

    static void nothing() {}

    static void nothing(String ignored) {}

    static void submitting(Pool pool, Callable<String> plain, Runnable runnable) {
        PoolFuture<String> three = pool.submit(CallSites::join, 1, 2, "x");
        PoolFuture<Integer> one = pool.submit(CallSites::twice, 4);
        PoolFuture<Integer> lambda = pool.submit(x -> x + 1, 4);
        PoolFuture<Integer> larger = pool.submit(Math::max, 3, 4);
        PoolFuture<String> bound = pool.submit("abc"::concat, "def");
        PoolFuture<Integer> unbound = pool.submit(String::length, "abc");
        PoolFuture<StringBuilder> made = pool.submit(() -> new StringBuilder("a"));
        PoolFuture<?> block = pool.submit(() -> {
            nothing();
        });
        PoolFuture<Integer> throwing = pool.submit(() -> {
            if (pool.isShutdown()) {
                throw new java.io.IOException("checked exceptions need no wrapping");
            }
            return 1;
        });
        PoolFuture<String> named =
                pool.submit(CallSites::withNames, Args.of("a").with("times", 2));
        PoolFuture<String> old = pool.submit(plain);
        PoolFuture<?> older = pool.submit(runnable);
        PoolFuture<String> oldest = pool.submit(runnable, "result");
        PoolFuture<String> job = pool.submit(Job.of(CallSites::join, 1, 2, "x"));
        PoolFuture<String> options = pool.submit(
                () -> join(1, 2, "x"),
                TaskOptions.defaults().name("n").timeout(Duration.ofSeconds(1)).retries(1));
        Task<String> task = () -> "a task of its own";
        PoolFuture<String> typed = pool.submit(task, TaskOptions.defaults());
        ExecutorService asUsual = pool;
        CompletableFuture<Integer> stage = CompletableFuture.supplyAsync(() -> 1, asUsual);
    }

    static void bulk(Pool pool) throws Exception {
        List<Integer> doubled = pool.map(CallSites::twice, List.of(1, 2));
        List<Integer> chunked =
                pool.map(x -> x + 1, List.of(1, 2), MapOptions.defaults().chunkSize(10));
        List<Integer> sums = pool.starmap(Integer::sum, List.of(Args.of(1, 2)));
        AsyncResult<List<String>> later = pool.starmapAsync(CallSites::join, List.of(Args.of(1, 2, "x")));
        AsyncResult<List<Integer>> mapped =
                pool.mapAsync(CallSites::twice, List.of(1)).onSuccess(all -> {});
        AsyncResult<List<Integer>> jobs = pool.submitAll(List.of(Job.of(Math::max, 1, 2), Job.of(CallSites::twice, 2)));
        try (Stream<Integer> lazy =
                pool.imap(CallSites::twice, List.of(1, 2), MapOptions.defaults().window(2))) {
            Iterator<Integer> each = lazy.iterator();
            each.next();
        }
        try (Stream<Integer> any = pool.imapUnordered(x -> x, List.of(1, 2))) {
            any.forEach(x -> {});
        }
        String first = later.get(Duration.ofSeconds(1)).get(0);
    }

    static void handles(PoolFuture<String> one, PoolFuture<Integer> other) throws Exception {
        for (PoolFuture<?> done : Futures.asCompleted(List.of(one, other), Duration.ofSeconds(1))) {
            Object value = done.get();
        }
        Futures.Awaited<Object> some = Futures.await(List.of(one, other), Until.FIRST_EXCEPTION);
        for (PoolFuture<String> done :
                Futures.await(List.of(one), Until.ALL_COMPLETED).done()) {
            String value = done.join();
        }
        TaskState state = one.onDone(done -> done.join()).taskState();
        CompletableFuture<Integer> length = one.toCompletableFuture().thenApply(String::length);
    }

    static void lists() throws Exception {
        List<TaskFunction1<Args, String>> functions = List.of(CallSites::withNames, args -> "b");
        List<String> asInPython = Jobs.runJobs(functions, List.of(Args.of("a")), List.of(Map.of("times", 3)), 2, 1);
        List<String> bare = Jobs.runJobs(functions, null, null, null, -1);
        List<String> built = Jobs.builder()
                .workers(2)
                .backend("threads")
                .order(ResultOrder.COMPLETION)
                .run(List.of(Job.of(CallSites::join, 1, 2, "x")));
    }

    static void choosing() {
        BackendSelector selector = BackendSelector.load();
        PoolBackend isolated = selector.require(Capability.PROCESS_ISOLATION).select();
        PoolConfig config = PoolConfig.builder()
                .backend(isolated.id())
                .queueCapacity(10)
                .overflow(OverflowPolicy.CALLER_RUNS)
                .initializer(() -> System.setProperty("java.awt.headless", "true"))
                .options(ProcessOptions.builder()
                        .heap("64m")
                        .jvmArgs("-ea", "-Xss1m")
                        .build())
                .build();
        try (Pool pool = Pools.open(config.toBuilder().workers(2).build())) {
            pool.submit(() -> TaskContext.current().workerId()).join();
        }
    }
}
