package dev.runner.processes.fuzz;

import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskFunction2;
import dev.runner.TaskSerializationException;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.Payloads;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes as a result, as an exception and as a task: they are decoded, or fail with the exception that is documented,
 * and take no more memory than a multiple of their length.
 */
public final class PayloadsFuzz {

    private static final int RESULT = 0;
    private static final int ERROR = 1;
    private static final int TASK = 2;
    private static final int CLASS = 3;
    private static final int KINDS = 4;

    /** A result that is an object of the class with number 1. */
    private static final byte[] OF_CLASS = {0, 'N', 0x73, 0x72, 0, 1, 0x78, 0x70};

    private static final int LIMIT = 1024 * 1024;

    /** Classes are looked for by the names that the bytes give, and found ones are looked into. */
    private static final long MEMORY_PER_BYTE = 1024;

    private static final long MEMORY_BESIDES = 16 * 1024 * 1024;

    private static final Payloads ANYTHING = payloads(null);
    private static final Payloads LISTED = payloads(ObjectInputFilter.Config.createFilter("java.base/*;!*"));

    private PayloadsFuzz() {}

    private static Payloads payloads(ObjectInputFilter filter) {
        Payloads made = new Payloads(new JavaCodec(), PayloadsFuzz.class.getClassLoader(), filter, LIMIT, LIMIT);
        made.classes().give();
        return made;
    }

    /** Tries one input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        Payloads payloads = (input[0] & 0x80) == 0 ? ANYTHING : LISTED;
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Allocation.requireAtMost(
                MEMORY_PER_BYTE * bytes.length + MEMORY_BESIDES,
                "a payload of " + bytes.length + " bytes",
                () -> decode(payloads, (input[0] & 0x7F) % KINDS, bytes));
    }

    private static void decode(Payloads payloads, int kind, byte[] bytes) {
        if (kind == ERROR) {
            Throwable decoded = payloads.decodeError(bytes, () -> "a task");
            Finding.unless(decoded != null, "an exception was decoded as null");
            return;
        } else if (kind == CLASS) {
            decodeObjectOf(bytes);
            return;
        }
        try {
            if (payloads.isResultInBlock(bytes)) {
                Finding.unless(Payloads.partOf(bytes).bytes() >= 0, "a part of a block has a length");
            }
        } catch (IOException documented) {
            // it does not say where it is
        }
        try {
            Object decoded = kind == RESULT
                    ? payloads.decodeResult(bytes, () -> "a task")
                    : payloads.decodeTask(bytes, () -> "it");
            Finding.unless(kind == RESULT || decoded instanceof Job, "a task was decoded as something else");
        } catch (TaskSerializationException documented) {
            // it can't be decoded
        }
    }

    /** Decodes an object of the class that the bytes describe. */
    private static void decodeObjectOf(byte[] bytes) {
        Payloads told = payloads(null);
        told.classes().offer(bytes);
        try {
            Object unused = told.decodeResult(OF_CLASS, () -> "a task");
        } catch (TaskSerializationException documented) {
            // the class is none, or its fields are missing
        }
    }

    /** Makes inputs to begin with: values of many shapes, exceptions with causes, a task, a class. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>(Map.of("k", 1, "l", new long[] {1, 2}));
        List<Object> values = Arrays.asList(
                "text",
                7L,
                new int[3],
                new Object[] {"a", null},
                new String[][] {{"x"}, {}},
                new ArrayList<>(List.of(1, 2)),
                List.of(1, "b"),
                map,
                new TreeMap<>(Map.of("k", 'v')),
                new LinkedHashSet<>(List.of(5, 6)),
                Thread.State.NEW,
                Duration.ofSeconds(3),
                new BigInteger("77"),
                ByteBuffer.allocateDirect(5).putShort((short) 1),
                List.of(ByteBuffer.wrap(new byte[3])),
                null);
        for (Object value : values) {
            seeds.add(input(RESULT, ANYTHING.encodeResult(value, () -> "a task")));
        }
        for (int number = 1; number <= ANYTHING.classes().count(); number++) {
            seeds.add(input(CLASS, ANYTHING.classes().definition(number)));
        }
        Payloads.ShortTask task = ANYTHING.encodeShortTask(
                Job.of((TaskFunction2<Object, Object, Object>) (a, b) -> a, map, 1), () -> "a task", null);
        ANYTHING.define(task.function(), task.definition());
        seeds.add(input(TASK, task.bytes()));
        seeds.add(new byte[] {RESULT, 1, 21, 10, 1, '0', 12, 64});
        Throwable error = new IllegalStateException("outer", new UncheckedIOException(new IOException("inner")));
        error.addSuppressed(new RuntimeException());
        seeds.add(input(ERROR, ANYTHING.encodeError(error)));
        seeds.add(input(ERROR, ANYTHING.encodeError(new StackOverflowError())));
        seeds.add(input(ERROR | 0x80, ANYTHING.encodeError(error)));
        seeds.add(input(TASK, ANYTHING.encodeResult("no task", () -> "a task")));
        seeds.add(input(TASK, ANYTHING.encodeTask(Job.of((Task<Integer> & Serializable) () -> 1), () -> "a task")));
        return seeds;
    }

    private static byte[] input(int kind, byte[] bytes) {
        byte[] input = new byte[1 + bytes.length];
        input[0] = (byte) kind;
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }
}
