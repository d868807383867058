package dev.runner.codec.fory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.apache.fory.reflect.FieldAccessor;
import org.jspecify.annotations.Nullable;

/** Reads a field of a record, as Java serialization does, and not what its accessor makes of it. */
final class RecordField extends FieldAccessor {

    private final MethodHandle getter;

    RecordField(Field field, MethodHandle getter) {
        super(field);
        this.getter = getter.asType(MethodType.methodType(Object.class, Object.class));
    }

    @Override
    public @Nullable Object get(Object owner) {
        try {
            return getter.invokeExact(owner);
        } catch (Throwable e) {
            throw new IllegalStateException("reading " + getField() + " failed", e);
        }
    }
}
