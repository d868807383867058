package dev.runner.codec.fory;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;

/**
 * What tells whether a class is the same on the other side. It travels with the first object of the class in each
 * payload. Belongs to one lane.
 */
final class ClassMark {

    private final Lane lane;
    private final Class<?> type;
    private final int mark;
    private long turn = -1;

    ClassMark(Lane lane, Class<?> type) {
        this.lane = lane;
        this.type = type;
        this.mark = described(type).hashCode();
    }

    private static String described(Class<?> type) {
        StringBuilder text = new StringBuilder();
        for (Class<?> each : Plain.ancestry(type)) {
            text.append(each.getName());
            if (!each.isRecord()) {
                text.append(' ').append(ObjectStreamClass.lookup(each).getSerialVersionUID());
            }
            for (ObjectStreamField field : Plain.fieldsOf(each)) {
                text.append(' ')
                        .append(field.getName())
                        .append(':')
                        .append(field.getType().getName());
            }
            text.append(';');
        }
        return text.toString();
    }

    void write(WriteContext out) {
        if (turn != lane.turn()) {
            turn = lane.turn();
            out.getBuffer().writeInt32(mark);
        }
    }

    void read(ReadContext in) {
        if (turn != lane.turn()) {
            turn = lane.turn();
            if (in.getBuffer().readInt32() != mark) {
                throw new Failures.Differs(type.getName());
            }
        }
    }
}
