package dev.runner.remote.internal;

import dev.runner.TaskSerializationException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Travels in place of a handle of a shared value, with tasks and results of its own pool only. */
final class SharedToken implements Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private transient @Nullable SharedValues values;
    private transient @Nullable Parcel parcel;
    private transient int number;
    private transient byte @Nullable [] along;

    /**
     * Makes a token.
     *
     * @param parcel the parcel, on the side that has shared the value, or else null
     */
    SharedToken(SharedValues values, int number, @Nullable Parcel parcel) {
        this.values = values;
        this.number = number;
        this.parcel = parcel;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        Crossing now = Crossing.current();
        if (now == null || now.values() != values) {
            throw new TaskSerializationException((parcel == null ? "shared value " + number : parcel.handle())
                    + " goes with tasks of its own pool only; share its value with the other pool as well");
        }
        out.writeInt(number);
        out.writeObject(parcel == null ? null : now.encodes(parcel));
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        number = in.readInt();
        along = (byte[]) in.readObject();
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        Crossing now = Crossing.current();
        if (now == null) {
            throw new InvalidObjectException("shared value " + number + " goes with tasks of its own pool only");
        }
        return along == null ? now.values().handle(number) : now.values().handleOf(number, along);
    }
}
