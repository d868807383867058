package dev.runner.bench.program;

import dev.runner.Pool;
import dev.runner.TaskFunction1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * What users do: sums of files, compression of blocks, a large table. By two workers, and by one thread of this JVM, in
 * turn; the results have to be the same, and a digest of them is told, which the same work in Python tells too.
 */
public final class RealWork {

    private static final int TIMES = 5;
    private static final int WARM_UP_MILLIS = 40_000;
    private static final int WORKERS = 2;
    private static final int TRAILER = 8;
    private static final int DIGITS = 12;

    private RealWork() {}

    /**
     * Work.
     *
     * @param inputs what it is done on
     * @param function what is done
     * @param canonical the results as bytes that do not depend on who computed them
     * @param bytes how much there is to work on
     */
    record Load<A, R>(List<A> inputs, TaskFunction1<A, R> function, Function<List<R>, byte[]> canonical, long bytes) {}

    /**
     * Tells {@code pool} and {@code alone}, MiB a second in the median, and {@code digest}.
     *
     * @param args {@code sha256}, {@code gzip} or {@code csv}; the backend
     */
    public static void main(String[] args) throws Exception {
        WorkData data = WorkData.in(Told.directory());
        try (Pool pool = Told.open(args[1], WORKERS)) {
            measure(load(args[0], data), pool);
        }
    }

    static Load<?, ?> load(String name, WorkData data) throws IOException {
        long table = data.blocks().stream().mapToLong(WorkData.Block::length).sum();
        return switch (name) {
            case "sha256" -> new Load<>(data.files(), RealWork::sha256, RealWork::joined, data.bytesOfFiles());
            case "gzip" -> new Load<>(data.blocks(), RealWork::gzip, RealWork::trailers, table);
            case "csv" -> new Load<>(data.blocks(), RealWork::sums, RealWork::total, table);
            default -> throw new IllegalArgumentException("no load is called '" + name + "'");
        };
    }

    private static <A, R> void measure(Load<A, R> load, Pool pool) throws Exception {
        long digest = digest(load, one(load));
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(Told.times(WARM_UP_MILLIS))) {
            once(load, pool, digest);
        }
        double[] together = new double[TIMES];
        double[] alone = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            Rates rates = once(load, pool, digest);
            together[i] = rates.together();
            alone[i] = rates.alone();
        }
        Told.tell("pool", Told.median(together));
        Told.tell("alone", Told.median(alone));
        Told.tellWhole("digest", digest);
    }

    /** How fast the workers were, and the one thread after them, in MiB a second. */
    private record Rates(double together, double alone) {}

    private static <A, R> Rates once(Load<A, R> load, Pool pool, long digest) throws Exception {
        long start = System.nanoTime();
        List<R> results = pool.map(load.function(), load.inputs());
        long middle = System.nanoTime();
        List<R> same = one(load);
        long end = System.nanoTime();
        if (digest(load, results) != digest || digest(load, same) != digest) {
            throw new IllegalStateException("the results are not the same");
        }
        return new Rates(
                mebibytesPerSecond(load.bytes(), middle - start), mebibytesPerSecond(load.bytes(), end - middle));
    }

    private static double mebibytesPerSecond(long bytes, long nanos) {
        return bytes / (double) (1 << 20) / (nanos / 1e9);
    }

    private static <A, R> List<R> one(Load<A, R> load) throws Exception {
        List<R> results = new ArrayList<>();
        for (A input : load.inputs()) {
            results.add(load.function().apply(input));
        }
        return results;
    }

    /** Returns as much of the SHA-256 of all results as a double can hold. */
    static <R> long digest(Load<?, R> load, List<R> results) throws NoSuchAlgorithmException {
        byte[] sum =
                MessageDigest.getInstance("SHA-256").digest(load.canonical().apply(results));
        return Long.parseLong(hex(sum).substring(0, DIGITS), 16);
    }

    private static String sha256(String file) throws IOException, NoSuchAlgorithmException {
        return hex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(file))));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] gzip(WorkData.Block block) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(block.read());
        }
        return compressed.toByteArray();
    }

    private static TreeMap<String, Long> sums(WorkData.Block block) throws IOException {
        return CsvSums.of(block.read());
    }

    private static byte[] joined(List<String> sums) {
        return String.join("\n", sums).getBytes(StandardCharsets.UTF_8);
    }

    /** The check sum and the length of what was compressed: how it was compressed is zlib's business. */
    private static byte[] trailers(List<byte[]> compressed) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        compressed.forEach(each -> all.writeBytes(Arrays.copyOfRange(each, each.length - TRAILER, each.length)));
        return all.toByteArray();
    }

    private static byte[] total(List<TreeMap<String, Long>> parts) {
        TreeMap<String, Long> total = new TreeMap<>();
        parts.forEach(part -> part.forEach((city, cents) -> total.merge(city, cents, Long::sum)));
        StringBuilder text = new StringBuilder();
        total.forEach(
                (city, cents) -> text.append(city).append('=').append(cents).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
