package dev.runner.codec.fory;

import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;

/** Takes classes by their names. */
final class ClassSerializer extends Serializer<Class<?>> {

    private static final Map<String, Class<?>> PRIMITIVES = Stream.<Class<?>>of(
                    boolean.class,
                    byte.class,
                    char.class,
                    short.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class,
                    void.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    private final TypeResolver resolver;

    @SuppressWarnings({"unchecked", "rawtypes"}) // there is no other way to name this class
    ClassSerializer(TypeResolver resolver) {
        super(resolver.getConfig(), (Class) Class.class);
        this.resolver = resolver;
    }

    @Override
    public void write(WriteContext out, Class<?> value) {
        if (value.isHidden() || Proxy.isProxyClass(value)) {
            throw new Unsuited();
        }
        out.writeString(value.getName());
        out.writeInt64(uidOf(value));
    }

    /** Returns what Java serialization compares of a class on the two sides; 0 if that is nothing. */
    private static long uidOf(Class<?> type) {
        ObjectStreamClass known = type.isArray() || type.isRecord() ? null : ObjectStreamClass.lookup(type);
        return known == null ? 0 : known.getSerialVersionUID();
    }

    @Override
    public Class<?> read(ReadContext in) {
        String name = in.readString();
        Class<?> primitive = PRIMITIVES.get(name);
        Class<?> found = primitive == null ? resolver.loadClass(name) : primitive;
        if (in.readInt64() != uidOf(found)) {
            throw new Failures.Differs(name);
        }
        return found;
    }
}
