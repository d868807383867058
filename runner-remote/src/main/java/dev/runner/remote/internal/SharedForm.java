package dev.runner.remote.internal;

import java.io.IOException;
import java.io.Serial;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The short form of a shared value, where it has one: that of {@link Values}. A long array lies in a block, and its
 * checksum is here: a thread that a task has left running may come when the block is another's, and is to be told so.
 */
final class SharedForm {

    private static final int HEAD = Long.BYTES + Integer.BYTES;

    private SharedForm() {}

    /** Writes a value, and returns its form: null if it has none, and then what was borrowed is to be given back. */
    static byte @Nullable [] write(@Nullable Object value, Sink out) {
        try {
            if (!Values.write(value, out)) {
                return null;
            }
        } catch (Throwable e) {
            return null; // what keeps it from its short form is for the codec to tell
        }
        byte[] written = out.toByteArray();
        ByteBuffer form = ByteBuffer.allocate(HEAD + written.length);
        if (out.blocks().isEmpty()) {
            form.putLong(0).putInt(0);
        } else {
            ByteBuffer memory = out.blocks().get(0).memory();
            form.putLong(sum(memory.duplicate())).putInt(memory.remaining());
        }
        return form.put(written).array();
    }

    /** Reads a value. */
    static @Nullable Object read(ByteBuffer form, Outside outside) throws IOException {
        long sum = form.getLong();
        int length = form.getInt();
        Once found = new Once(outside);
        Object value = Values.read(form, found);
        if (form.hasRemaining()) {
            throw new StreamCorruptedException(form.remaining() + " bytes are left behind it");
        }
        ByteBuffer block = found.block;
        if (block != null && sum(block.slice(block.position(), length)) != sum) {
            throw new AnothersException();
        }
        return value;
    }

    private static long sum(ByteBuffer memory) {
        CRC32C sum = new CRC32C();
        sum.update(memory);
        return sum.getValue();
    }

    /** The block is another's by now. */
    static final class AnothersException extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        AnothersException() {
            super("its memory has been given to another value");
        }
    }

    /** Remembers the block. */
    private static final class Once implements Outside {
        private final Outside outside;
        private @Nullable ByteBuffer block;

        Once(Outside outside) {
            this.outside = outside;
        }

        @Override
        public ByteBuffer block(String place) throws IOException {
            ByteBuffer found = outside.block(place);
            block = found.duplicate();
            return found;
        }

        @Override
        public Object handle(int number) throws IOException {
            return outside.handle(number);
        }
    }
}
