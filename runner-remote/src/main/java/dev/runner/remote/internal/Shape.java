package dev.runner.remote.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all functions of one class have in common, where that is the class of a lambda or a method reference: all but
 * the values that they have captured. It has a number in this JVM, by which the other side knows it once it was told
 * the definition. Immutable and thread-safe.
 *
 * <p>A class that has no shape, since it is none of these or in a module that is not open, is not sent by number.
 */
public final class Shape {

    /** So many may have a number: what makes classes without end does not fill the memory of its workers. */
    private static final int MOST = 1 << 15;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final MethodType AS_OBJECTS = MethodType.methodType(Object.class, Object.class);

    private static final ClassValue<Optional<Shape>> OF_CLASS = new ClassValue<>() {
        @Override
        protected Optional<Shape> computeValue(Class<?> type) {
            return look(type);
        }
    };

    private final int number;
    private final MethodHandle writeReplace;
    private volatile byte @Nullable [] definition;

    private Shape(int number, MethodHandle writeReplace) {
        this.number = number;
        this.writeReplace = writeReplace;
    }

    /** Returns the shape of a function, or empty if its class has none. */
    static Optional<Shape> of(Object function) {
        return OF_CLASS.get(function.getClass());
    }

    private static Optional<Shape> look(Class<?> type) {
        if (!type.isHidden() || !type.isSynthetic()) {
            return Optional.empty();
        }
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(method).asType(AS_OBJECTS);
            int number = NUMBERS.incrementAndGet();
            return number > MOST ? Optional.empty() : Optional.of(new Shape(number, handle));
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return Optional.empty();
        }
    }

    int number() {
        return number;
    }

    /** Takes a function of this shape apart: null if it is not what it seemed. */
    @Nullable
    SerializedLambda partsOf(Object function) {
        try {
            Object parts = writeReplace.invokeExact(function);
            return parts instanceof SerializedLambda lambda ? lambda : null;
        } catch (Throwable e) {
            return null; // as other ways of encoding it will tell
        }
    }

    /** Returns what the other side has to know, given the parts of any function of this shape. */
    byte[] definition(SerializedLambda parts) {
        byte[] known = definition;
        if (known == null) {
            Sink out = new Sink(256);
            Values.writeAll(
                    new Object[] {
                        parts.getCapturingClass().replace('/', '.'),
                        parts.getFunctionalInterfaceClass(),
                        parts.getFunctionalInterfaceMethodName(),
                        parts.getFunctionalInterfaceMethodSignature(),
                        parts.getImplMethodKind(),
                        parts.getImplClass(),
                        parts.getImplMethodName(),
                        parts.getImplMethodSignature(),
                        parts.getInstantiatedMethodType(),
                        parts.getCapturedArgCount()
                    },
                    out);
            known = out.toByteArray();
            definition = known;
        }
        return known;
    }
}
