package dev.runner.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory that both sides share, in which long arrays travel beside the bytes of their task or result: the side that
 * encodes is lent blocks of it, and the other finds them by their places. Thread-safe.
 *
 * @since 0.1
 */
public interface SharedBlocks {

    /** Finds the blocks of another side. Thread-safe. */
    @FunctionalInterface
    interface Finder {
        /**
         * Returns a block.
         *
         * @param place what {@link Block#place()} said
         * @return all of its memory, with a position of the caller's own
         * @throws IOException if it is not there
         */
        ByteBuffer find(String place) throws IOException;
    }

    /** A block that is lent. */
    interface Block {
        /**
         * Returns where the other side finds it.
         *
         * @return the place
         */
        String place();

        /**
         * Returns its memory, as long as was asked for.
         *
         * @return a buffer of the caller's own, at its start
         */
        ByteBuffer memory();

        /** Gives it back: nobody reads it any more. To be called once. */
        void giveBack();
    }

    /**
     * What of a block is in use, as the other side says it.
     *
     * @param place what {@link Block#place()} said there
     * @param bytes how many bytes, from the start of the block
     */
    record Part(String place, long bytes) {}

    /**
     * Lends a block.
     *
     * @param bytes how long it has to be
     * @return the block, or null if there is no room for one now
     */
    @Nullable
    Block lend(int bytes);
}
