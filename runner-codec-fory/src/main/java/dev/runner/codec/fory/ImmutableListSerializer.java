package dev.runner.codec.fory;

import java.util.Arrays;
import java.util.List;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.reflect.FieldAccessor;
import org.apache.fory.resolver.TypeInfoHolder;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;

/** Takes the lists of {@link List#of} and of streams, which differ in whether they may be asked for null. */
final class ImmutableListSerializer extends Serializer<List<Object>> {

    private static final int OWN_BYTES = 32;
    private static final int BYTES_OF_REFERENCE = 4;

    private static final Class<?> LONG_ONE = List.of(1, 2, 3).getClass();

    private static final FieldAccessor MAY_HAVE_NULL = mayHaveNull();

    private final boolean allowsNull;
    private final TypeInfoHolder written;
    private final TypeInfoHolder read;

    ImmutableListSerializer(TypeResolver resolver, Class<List<Object>> type) {
        super(resolver.getConfig(), type);
        this.allowsNull = ((Class<?>) type) == LONG_ONE;
        this.written = resolver.nilTypeInfoHolder();
        this.read = resolver.nilTypeInfoHolder();
    }

    private static FieldAccessor mayHaveNull() {
        try {
            return FieldAccessor.createAccessor(LONG_ONE.getDeclaredField("allowNulls"));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("lists have another form in this JDK", e);
        }
    }

    @Override
    public void write(WriteContext out, List<Object> value) {
        out.writeBoolean(allowsNull && MAY_HAVE_NULL.getBoolean(value));
        out.writeVarUInt32(value.size());
        for (Object element : value) {
            out.writeRef(element, written);
        }
    }

    @Override
    public List<Object> read(ReadContext in) {
        boolean mayHaveNull = in.readBoolean();
        int size = in.readVarUInt32();
        in.getBuffer().checkReadableBytes(size);
        in.reserveGraphMemory(OWN_BYTES + (long) size * BYTES_OF_REFERENCE);
        Object[] elements = new Object[size];
        for (int i = 0; i < size; i++) {
            elements[i] = in.readRef(read);
        }
        return mayHaveNull ? Arrays.stream(elements).toList() : List.of(elements);
    }
}
