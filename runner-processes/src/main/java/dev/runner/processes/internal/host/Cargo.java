package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.SharedParcel;
import dev.runner.spi.BulkRun;
import dev.runner.spi.TaskRun;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What an {@link Errand} carries: one task or several in order, encoded. Immutable. */
interface Cargo {

    /** Returns how many tasks there are. */
    int size();

    /** Returns one of them as a run; each call may make another. */
    TaskRun<?> run(int index);

    /** Returns the number of one of them. */
    long taskId(int index);

    /** Returns the bulk call that they are elements of, or null for a run by itself. */
    @Nullable
    BulkRun<?> bulk();

    /** Returns how many are to be sent together, where the caller has chosen that. */
    OptionalInt chunkSize();

    /** Returns which element of the bulk call one of them is. */
    int element(int index);

    /** Returns the number of the function that has to be defined, or 0 without one. */
    int function();

    /** Returns how it is defined. */
    byte[] definition();

    /** Returns the shared values that are used. */
    List<SharedParcel> shared();

    /** Returns how many from a first one on are to be sent together, if there may be so many. */
    int together(int from, int most);

    /** Returns what sends some of them. */
    Message.Down message(int slot, int from, int to);

    /** Returns one of them by itself. */
    Cargo only(int index);

    /** Nobody will read it any more. */
    void giveBack();
}
