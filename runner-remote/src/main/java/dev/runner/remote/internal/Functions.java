package dev.runner.remote.internal;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.TaskFunction;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls in short: the number of the function's {@link Shape}, what it has captured, and its arguments, all of which
 * have to be {@link Values}. This is the side that was told the definitions, and finds functions by their numbers.
 * Thread-safe.
 */
public final class Functions {

    private final ClassLoader loader;
    private final Outside outside;
    private final Map<Integer, byte[]> definitions = new ConcurrentHashMap<>();
    private final Map<Integer, Blueprint> known = new ConcurrentHashMap<>();

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

    /**
     * Writes calls of one function, one after the other or only one. Used by one thread.
     *
     * <p>The parts of a function are taken out again only when it is another object than last time: what it has
     * captured can't be replaced in it.
     */
    public static final class Writer {

        private int function;
        private byte[] definition = {};
        private @Nullable Object last;
        private @Nullable SerializedLambda lastParts;

        /** Makes it. */
        public Writer() {}

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
         */
        public boolean write(Job<?> job, Sink out) {
            SerializedLambda parts = job.arguments().named().isEmpty() ? partsOf(job.function()) : null;
            if (parts == null) {
                return false;
            }
            Args arguments = job.arguments();
            int captured = parts.getCapturedArgCount();
            Object[] values = new Object[captured + arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = i < captured ? parts.getCapturedArg(i) : arguments.get(i - captured);
            }
            out.putNumber(function);
            out.putNumber(arguments.size());
            return Values.writeAll(values, out);
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
     * @return the call
     * @throws Throwable whatever keeps the function from being put together
     */
    public Job<?> read(ByteBuffer in) throws Throwable {
        Blueprint blueprint = blueprint((int) Values.readNumber(in));
        int arguments = (int) Values.readNumber(in);
        if (arguments < 0 || arguments > in.remaining()) {
            throw new InvalidObjectException(
                    "a call has 0 to " + in.remaining() + " arguments here (was " + arguments + ")");
        }
        Object function = blueprint.make(readAll(in, blueprint.captured()));
        if (!(function instanceof TaskFunction<?> callable)) {
            throw new InvalidObjectException(function.getClass().getName() + " is no function of a task");
        }
        return arguments == 0
                ? Job.spread(callable, Args.none())
                : Job.spread(callable, Args.of(readAll(in, arguments)));
    }

    private @Nullable Object[] readAll(ByteBuffer in, int count) throws IOException {
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = Values.read(in, outside);
        }
        return values;
    }

    private Blueprint blueprint(int number) throws IOException, ReflectiveOperationException {
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
