package dev.runner.codec.fory;

import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.serializer.Serializer;

/** Refuses objects that are left to Java serialization. */
final class RefusingSerializer<T> extends Serializer<T> {

    RefusingSerializer(Config config, Class<T> type) {
        super(config, type);
    }

    @Override
    public void write(WriteContext out, T value) {
        throw new Unsuited();
    }

    @Override
    public T read(ReadContext in) {
        throw new Failures.Differs(getType().getName());
    }
}
