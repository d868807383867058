package dev.runner.remote.internal;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;

/** What encoded values refer to, and do not have in them. */
@FunctionalInterface
public interface Outside {

    /**
     * Finds the memory in which a long array is.
     *
     * @param place what says where it is
     * @throws IOException if it is not there
     */
    ByteBuffer block(String place) throws IOException;

    /**
     * Finds the handle of a shared value.
     *
     * @throws IOException if there can be none here
     */
    default Object handle(int number) throws IOException {
        throw new StreamCorruptedException("no value is shared with this side (was number " + number + ")");
    }
}
