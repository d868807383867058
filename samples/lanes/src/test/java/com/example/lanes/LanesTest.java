package com.example.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.runner.Pool;
import dev.runner.PoolConfig;
import dev.runner.Pools;
import dev.runner.TaskOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Map<String, List<Integer>> order = new ConcurrentHashMap<>();

    @Test
    void tasksOfALaneRunInTheirOrder() {
        try (Pool pool = Pools.open(PoolConfig.builder().backend("lanes").workers(4).build())) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                String lane = "lane-" + i % 7;
                pool.submit(() -> note(lane, number), TaskOptions.defaults().name(lane + "/" + i));
            }
        }
        for (int lane = 0; lane < 7; lane++) {
            int first = lane;
            assertEquals(
                    IntStream.range(0, 1000).filter(i -> i % 7 == first).boxed().toList(), order.get("lane-" + lane));
        }
    }

    private int note(String lane, int number) {
        order.computeIfAbsent(lane, key -> new CopyOnWriteArrayList<>()).add(number);
        return number;
    }

    @Test
    void lanesRunInParallel() {
        CyclicBarrier both = new CyclicBarrier(2);
        try (Pool pool = Pools.open(PoolConfig.builder().backend("lanes").workers(2).build())) {
            pool.submit(() -> both.await(30, TimeUnit.SECONDS), TaskOptions.defaults().name("a/1"));
            pool.submit(() -> both.await(30, TimeUnit.SECONDS), TaskOptions.defaults().name("b/1")).join();
        }
    }
}
