package dev.runner.codec.fory;

import java.util.List;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.reflect.ObjectInstantiator;
import org.apache.fory.reflect.ObjectInstantiators;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;

/** Takes objects apart into their fields, and makes them without calling a constructor of theirs. */
final class PlainSerializer<T> extends Serializer<T> {

    private final ClassMark mark;
    private final Slot[] slots;
    private final ObjectInstantiator<T> maker;

    PlainSerializer(Lane lane, TypeResolver resolver, Class<T> type, List<Slot> slots) {
        super(resolver.getConfig(), type);
        this.mark = new ClassMark(lane, type);
        this.slots = slots.toArray(Slot[]::new);
        this.maker = ObjectInstantiators.createObjectStreamInstantiator(type);
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
        T made = maker.newInstance();
        in.reference(made);
        for (Slot slot : slots) {
            slot.readInto(made, in);
        }
        return made;
    }
}
