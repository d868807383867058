package dev.runner.codec.fory;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.apache.fory.serializer.SerializerFactory;
import org.jspecify.annotations.Nullable;

/** Chooses how objects of a class travel: as here, as Fory would have it (null), or not by Fory. */
final class Choice implements SerializerFactory {

    private final Lane lane;

    Choice(Lane lane) {
        this.lane = lane;
    }

    @Override
    public @Nullable Serializer<?> createSerializer(TypeResolver resolver, Class<?> type) {
        if (JdkTypes.all().contains(type) || type.isArray() || isOfEnum(type) || isLambda(type)) {
            return null;
        }
        return chosen(resolver, type);
    }

    private <T> Serializer<T> chosen(TypeResolver resolver, Class<T> type) {
        Optional<List<Slot>> slots = Plain.slots(resolver, type);
        if (slots.isEmpty()) {
            return new RefusingSerializer<>(resolver.getConfig(), type);
        }
        return type.isRecord()
                ? new RecordSerializer<>(lane, resolver, type, slots.get())
                : new PlainSerializer<>(lane, resolver, type, slots.get());
    }

    private static boolean isOfEnum(Class<?> type) {
        return Enum.class.isAssignableFrom(type) && type != Enum.class;
    }

    private static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && Serializable.class.isAssignableFrom(type);
    }
}
