package dev.runner.remote.internal;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Shape} of functions as the other side knows it, from its definition: it puts functions together again, as
 * their class would. Thread-safe.
 */
final class Blueprint {

    private static final MethodType AS_OBJECTS = MethodType.methodType(Object.class, SerializedLambda.class);
    private static final Object[] NOTHING = {};
    private static final Outside NOWHERE = place -> {
        throw new InvalidObjectException("the definition of a function is in one place");
    };

    private final Class<?> capturing;
    private final String interfaceClass;
    private final String interfaceMethod;
    private final String interfaceSignature;
    private final int kind;
    private final String implClass;
    private final String implMethod;
    private final String implSignature;
    private final String instantiated;
    private final int captured;
    private final MethodHandle deserialize;
    private volatile @Nullable Object only;

    /** Reads a definition, and finds its class. */
    Blueprint(byte[] definition, ClassLoader loader) throws IOException, ReflectiveOperationException {
        ByteBuffer in = ByteBuffer.wrap(definition);
        this.capturing = Class.forName(text(in), false, loader);
        this.interfaceClass = text(in);
        this.interfaceMethod = text(in);
        this.interfaceSignature = text(in);
        this.kind = number(in);
        this.implClass = text(in);
        this.implMethod = text(in);
        this.implSignature = text(in);
        this.instantiated = text(in);
        this.captured = number(in);
        Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        method.setAccessible(true);
        this.deserialize = MethodHandles.lookup().unreflect(method).asType(AS_OBJECTS);
    }

    private static String text(ByteBuffer in) throws IOException {
        if (Values.read(in, NOWHERE) instanceof String text) {
            return text;
        }
        throw new InvalidObjectException("the definition of a function has something else where a text should be");
    }

    private static int number(ByteBuffer in) throws IOException {
        if (Values.read(in, NOWHERE) instanceof Integer number) {
            return number;
        }
        throw new InvalidObjectException("the definition of a function has something else where a number should be");
    }

    /** Returns how many values a function has captured. */
    int captured() {
        return captured;
    }

    /** Puts a function together that has captured these values. One that has captured nothing is made once. */
    Object make(@Nullable Object[] values) throws Throwable {
        if (captured > 0) {
            return put(values);
        }
        Object known = only;
        if (known == null) {
            known = put(NOTHING);
            only = known;
        }
        return known;
    }

    private Object put(@Nullable Object[] values) throws Throwable {
        return deserialize.invokeExact(new SerializedLambda(
                capturing,
                interfaceClass,
                interfaceMethod,
                interfaceSignature,
                kind,
                implClass,
                implMethod,
                implSignature,
                instantiated,
                values));
    }
}
