package dev.runner.codec.fory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/** Takes records apart into their fields, and makes them by their canonical constructor. */
final class RecordSerializer<T> extends Serializer<T> {

    private final ClassMark mark;
    private final Slot[] slots;

    /** For each field, which argument of the constructor it is. */
    private final int[] arguments;

    private final MethodHandle constructor;

    RecordSerializer(Lane lane, TypeResolver resolver, Class<T> type, List<Slot> slots) {
        super(resolver.getConfig(), type);
        this.mark = new ClassMark(lane, type);
        this.slots = slots.toArray(Slot[]::new);
        RecordComponent[] components = type.getRecordComponents();
        List<String> names = Stream.of(components).map(RecordComponent::getName).toList();
        this.arguments = Stream.of(Plain.fieldsOf(type))
                .mapToInt(field -> names.indexOf(field.getName()))
                .toArray();
        this.constructor = constructor(type, components);
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(canonical)
                    .asFixedArity()
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record has a canonical constructor", e);
        }
    }

    @Override
    public void write(WriteContext out, T value) {
        mark.write(out);
        for (Slot slot : slots) {
            slot.write(value, out);
        }
    }

    @Override
    public T read(ReadContext in) {
        mark.read(in);
        @Nullable Object[] values = new Object[slots.length];
        for (int i = 0; i < slots.length; i++) {
            values[arguments[i]] = slots[i].read(in);
        }
        return made(values);
    }

    private T made(@Nullable Object[] values) {
        try {
            return getType().cast((Object) constructor.invokeExact(values));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Failures.Refused(e);
        }
    }
}
