package dev.runner.processes.fuzz;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.Outbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** What one side says on a connection: messages as it sends them, and anything else among them. */
public final class Speech implements WritableByteChannel {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Outbox outbox = new Outbox(this);

    /** Says a message. */
    public void say(Message message) throws IOException {
        outbox.add(message);
        Finding.unless(outbox.flush(), "an outbox keeps what it could write");
    }

    /** Says something that is none. */
    public void babble(byte[] something) {
        bytes.writeBytes(something);
    }

    int length() {
        return bytes.size();
    }

    /** Returns all that was said. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public int write(ByteBuffer from) {
        byte[] taken = new byte[from.remaining()];
        from.get(taken);
        bytes.writeBytes(taken);
        return taken.length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
