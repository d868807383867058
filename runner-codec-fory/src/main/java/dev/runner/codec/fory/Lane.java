package dev.runner.codec.fory;

import java.nio.ByteBuffer;
import org.apache.fory.Fory;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryUtils;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * An instance of Fory, set up to do what Java serialization does or to refuse. For one thread at a time.
 *
 * <p>It generates no code: that would take its time in each new worker, and call constructors, getters and setters of
 * users that Java serialization does not call.
 */
final class Lane {

    /** Deeper than what the usual stack has room for. */
    private static final int DEEPEST = 20_000;

    /** What a graph may take for each byte that it came in, and what in any case, by Fory's estimates. */
    private static final long MEMORY_PER_BYTE = 64;

    private static final long MEMORY_ALWAYS = 1024 * 1024;
    private static final long MEMORY_LIMIT = Long.MAX_VALUE;
    private static final int MOST_WITHOUT_BYTES = 64 * 1024;

    private final Fory fory;
    private long turn;
    private long length;

    Lane(ClassLoader loader) {
        this.fory = Fory.builder()
                .withName("runner")
                .withXlang(false)
                .withCompatible(false)
                .withClassLoader(loader)
                .requireClassRegistration(false)
                .withTypeChecker((resolver, name) -> true)
                .withDeserializeUnknownClass(false)
                .withRefTracking(true)
                .ignoreStringRef(false)
                .ignoreTimeRef(false)
                .serializeEnumByName(true)
                .registerGuavaTypes(false)
                .withCodegen(false)
                .withMaxDepth(DEEPEST)
                .withMaxGraphMemoryBytes(MEMORY_LIMIT)
                .withMaxUnbackedContainerItems(MOST_WITHOUT_BYTES)
                .withSerializerFactory(new Choice(this))
                .build();
        fory.register(Content.class);
        fory.registerSerializer(Content.class, new ContentSerializer());
        JdkTypes.restrict((ClassResolver) fory.getTypeResolver());
    }

    /** Returns a number that is another for each payload. */
    long turn() {
        return turn;
    }

    byte[] write(Object value) {
        turn++;
        return fory.serialize(new Content(value));
    }

    @Nullable
    Object read(ByteBuffer from) {
        turn++;
        length = from.remaining();
        Object content = fory.deserialize(
                MemoryUtils.wrap(from.array(), from.arrayOffset() + from.position(), from.remaining()));
        return ((Content) content).value;
    }

    /** All that is in a payload. */
    private static final class Content {
        private final @Nullable Object value;

        Content(@Nullable Object value) {
            this.value = value;
        }
    }

    private final class ContentSerializer extends Serializer<Content> {

        ContentSerializer() {
            super(fory.getConfig(), Content.class, false, true);
        }

        @Override
        public void write(WriteContext out, Content content) {
            out.writeRef(content.value);
        }

        @Override
        public Content read(ReadContext in) {
            in.reserveGraphMemory(MEMORY_LIMIT - MEMORY_ALWAYS - MEMORY_PER_BYTE * length);
            return new Content(in.readRef());
        }
    }
}
