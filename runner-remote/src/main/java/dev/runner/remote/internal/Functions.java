package dev.runner.remote.internal;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.TaskFunction;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls in short: the number of the function's {@link Shape}, what it has captured, and its arguments. Those are
 * {@link Values}, or else scalars, and behind them parts, which a codec writes. This is the side that was told the
 * definitions, and finds functions by their numbers. Thread-safe.
 */
public final class Functions {

    private static final @Nullable Object[] NOTHING = {};

    private final ClassLoader loader;
    private final Outside outside;
    private final Map<Integer, byte[]> definitions = new ConcurrentHashMap<>();
    private final Map<Integer, Blueprint> known = new ConcurrentHashMap<>();

    /** The function of the last call, which is that of the next one more often than not. */
    private volatile @Nullable Numbered last;

    private record Numbered(int number, Blueprint blueprint) {}

    /**
     * Makes it, without functions.
     *
     * @param loader where classes are to be found
     * @param outside finds what calls refer to
     */
    public Functions(ClassLoader loader, Outside outside) {
        this.loader = loader;
        this.outside = outside;
    }

    /** Writes parts by a codec. */
    @FunctionalInterface
    public interface PartsWriter {
        /** Writes a value, in which are all parts of a call. */
        void write(@Nullable Object value, Sink out) throws IOException;
    }

    /** Reads parts by a codec. */
    @FunctionalInterface
    public interface PartsReader {
        /** Reads what {@link PartsWriter} has written, which is all that is left. */
        @Nullable
        Object read(ByteBuffer in) throws Exception;
    }

    /**
     * Writes calls of one function, one after the other or only one. Used by one thread.
     *
     * <p>The parts of a function are taken out again only when it is another object than last time: what it has
     * captured can't be replaced in it.
     */
    public static final class Writer {

        private final PartsWriter codec;
        private int function;
        private byte[] definition = {};
        private @Nullable Object last;
        private @Nullable SerializedLambda lastParts;

        /** Makes it. */
        public Writer(PartsWriter codec) {
            this.codec = codec;
        }

        /** Returns the number of the function, or 0 as long as no call was written. */
        public int function() {
            return function;
        }

        /** Returns what has to be {@link #define defined} before the calls can be read. */
        public byte[] definition() {
            return definition;
        }

        /**
         * Tells whether a call is of another function than those before, which is to have a number of its own, or of
         * none.
         */
        public boolean isOther(Job<?> job) {
            return function != 0
                    && last != job.function()
                    && Shape.of(job.function())
                            .map(shape -> shape.number() != function)
                            .orElse(false);
        }

        /**
         * Writes a call of this function.
         *
         * @param out takes it; what it takes is of no use if the call can't be written
         * @return whether it can be written so
         * @throws IOException if the codec can't write a part
         */
        public boolean write(Job<?> job, Sink out) throws IOException {
            SerializedLambda form = job.arguments().named().isEmpty() ? partsOf(job.function()) : null;
            if (form == null) {
                return false;
            }
            Args arguments = job.arguments();
            int captured = form.getCapturedArgCount();
            out.putNumber(function);
            out.putNumber(arguments.size());
            int start = out.length();
            if (captured == 0 && writeScalars(arguments, out)) {
                return true;
            }
            out.cut(start);
            Object[] values = new Object[captured + arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = i < captured ? form.getCapturedArg(i) : arguments.get(i - captured);
            }
            if (!Values.writeAll(values, out)) {
                out.giveBlocksBack();
                out.cut(start);
                List<@Nullable Object> parts = Values.writeScalars(values, out);
                codec.write(parts.size() == 1 ? parts.get(0) : parts.toArray(), out);
            }
            return true;
        }

        /** Writes arguments that are all scalars: if one is not, what was written is of no use. */
        private static boolean writeScalars(Args arguments, Sink out) {
            for (int i = 0; i < arguments.size(); i++) {
                if (!Values.writeScalar(arguments.get(i), out)) {
                    return false;
                }
            }
            return true;
        }

        private @Nullable SerializedLambda partsOf(Object of) {
            if (last == of) {
                return lastParts;
            }
            Shape shape = Shape.of(of).orElse(null);
            SerializedLambda parts = shape == null ? null : shape.partsOf(of);
            if (shape != null && parts != null) {
                function = shape.number();
                definition = shape.definition(parts);
            }
            last = of;
            lastParts = parts;
            return parts;
        }
    }

    /** Takes a definition, which is looked at when the function is called. */
    public void define(int number, byte[] definition) {
        definitions.put(number, definition);
    }

    /**
     * Reads a call.
     *
     * @param in what a {@link Writer} has written
     * @param codec reads its parts
     * @return the call
     * @throws Throwable whatever keeps the function from being put together
     */
    public Job<?> read(ByteBuffer in, PartsReader codec) throws Throwable {
        Blueprint blueprint = blueprint((int) Values.readNumber(in));
        int arguments = (int) Values.readNumber(in);
        if (arguments < 0 || arguments > in.remaining()) {
            throw new InvalidObjectException(
                    "a call has 0 to " + in.remaining() + " arguments here (was " + arguments + ")");
        }
        int captured = blueprint.captured();
        @Nullable Object[] values = readAll(in, captured + arguments, codec);
        Object function = blueprint.make(captured == 0 ? NOTHING : Arrays.copyOf(values, captured));
        if (!(function instanceof TaskFunction<?> callable)) {
            throw new InvalidObjectException(function.getClass().getName() + " is no function of a task");
        }
        return arguments == 0
                ? Job.spread(callable, Args.none())
                : Job.spread(
                        callable,
                        Args.of(captured == 0 ? values : Arrays.copyOfRange(values, captured, values.length)));
    }

    private @Nullable Object[] readAll(ByteBuffer in, int count, PartsReader codec) throws Exception {
        @Nullable Object[] values = new Object[count];
        BitSet parts = null;
        for (int i = 0; i < count; i++) {
            if (Values.passPart(in)) {
                parts = parts == null ? new BitSet(count) : parts;
                parts.set(i);
            } else {
                values[i] = Values.read(in, outside);
            }
        }
        if (parts != null) {
            fill(values, parts, codec.read(in));
        }
        return values;
    }

    /** Puts parts in their places: one by itself, or all that are in an array. */
    private static void fill(@Nullable Object[] values, BitSet parts, @Nullable Object read) throws IOException {
        int count = parts.cardinality();
        Object[] all = count > 1 && read instanceof Object[] several ? several : new Object[] {read};
        if (all.length != count) {
            throw new InvalidObjectException("a call has " + count + " parts here (were " + all.length + ")");
        }
        int place = parts.nextSetBit(0);
        for (Object part : all) {
            values[place] = part;
            place = parts.nextSetBit(place + 1);
        }
    }

    private Blueprint blueprint(int number) throws IOException, ReflectiveOperationException {
        Numbered same = last;
        if (same == null || same.number() != number) {
            same = new Numbered(number, find(number));
            last = same;
        }
        return same.blueprint();
    }

    private Blueprint find(int number) throws IOException, ReflectiveOperationException {
        Blueprint blueprint = known.get(number);
        if (blueprint == null) {
            byte[] definition = definitions.get(number);
            if (definition == null) {
                throw new InvalidObjectException("function " + number + " was never defined on this side");
            }
            blueprint = new Blueprint(definition, loader);
            known.put(number, blueprint);
        }
        return blueprint;
    }
}
