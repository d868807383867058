package dev.runner.processes.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Replays to each fuzz target the inputs that it begins with, and those that a fuzzer has left in src/test/fuzz. */
class FuzzCorpusTest {

    @TestFactory
    Stream<DynamicNode> inputsThatWereFoundDoNoHarm() {
        return FuzzRun.TARGETS.keySet().stream()
                .map(target -> dynamicContainer(target.getSimpleName(), replays(target)));
    }

    private static List<DynamicTest> replays(Class<?> target) {
        MethodHandle once = once(target);
        List<DynamicTest> replays = new ArrayList<>();
        replays.add(dynamicTest("seeds", () -> {
            for (byte[] seed : FuzzRun.TARGETS.get(target).get()) {
                once.invoke(seed);
            }
        }));
        List<Path> kept = kept(target);
        replays.add(dynamicTest("some are kept", () -> assertTrue(!kept.isEmpty(), () -> "none in " + target)));
        kept.forEach(file ->
                replays.add(dynamicTest(file.getFileName().toString(), () -> once.invoke(Files.readAllBytes(file)))));
        return replays;
    }

    private static List<Path> kept(Class<?> target) {
        try (Stream<Path> files = Files.list(FuzzRun.kept(target))) {
            return files.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static MethodHandle once(Class<?> target) {
        try {
            MethodType type = MethodType.methodType(void.class, byte[].class);
            return MethodHandles.lookup().findStatic(target, "fuzzerTestOneInput", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(target + " is no fuzz target", e);
        }
    }
}
