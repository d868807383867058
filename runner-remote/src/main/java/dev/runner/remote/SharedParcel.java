package dev.runner.remote;

/**
 * A shared value as it travels, on the side that has shared it. A driver sends {@link #bytes()} to each worker once,
 * before the first task that {@linkplain Payloads.ShortTask#shared() uses} it, unless it is closed by then.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface SharedParcel {

    /**
     * Returns the number by which tasks name the value.
     *
     * @return the number
     */
    int number();

    /**
     * Returns what the other side is given by {@link Payloads#receive}.
     *
     * @return the encoded value, or no bytes if its handle was closed: then it is not sent any more
     */
    byte[] bytes();

    /** Tells that a task which uses it will not be read any more. To be called once for each. */
    void release();
}
