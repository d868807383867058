package dev.runner.codec.fory;

import java.util.function.Predicate;
import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.serializer.Serializer;

/** Refuses those objects of a class that its usual serializer would not make the same again. */
final class GuardedSerializer<T> extends Serializer<T> {

    private final Serializer<T> usual;
    private final Predicate<T> isSuited;

    GuardedSerializer(Config config, Class<T> type, Serializer<T> usual, Predicate<T> isSuited) {
        super(config, type);
        this.usual = usual;
        this.isSuited = isSuited;
    }

    @Override
    public void write(WriteContext out, T value) {
        if (!isSuited.test(value)) {
            throw new Unsuited();
        }
        usual.write(out, value);
    }

    @Override
    public T read(ReadContext in) {
        return usual.read(in);
    }
}
