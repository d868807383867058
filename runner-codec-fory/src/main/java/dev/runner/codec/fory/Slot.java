package dev.runner.codec.fory;

import java.lang.reflect.Field;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.reflect.FieldAccessor;
import org.apache.fory.resolver.TypeInfoHolder;
import org.apache.fory.resolver.TypeResolver;
import org.jspecify.annotations.Nullable;

/** A field of a class as it travels. Belongs to one lane. */
final class Slot {

    private final Class<?> type;
    private final char kind;
    private final FieldAccessor access;
    private final TypeInfoHolder written;
    private final TypeInfoHolder read;

    Slot(TypeResolver resolver, Field field, FieldAccessor access) {
        this.type = field.getType();
        this.kind = type.isPrimitive() ? type.descriptorString().charAt(0) : 'L';
        this.access = access;
        this.written = resolver.nilTypeInfoHolder();
        this.read = resolver.nilTypeInfoHolder();
    }

    void write(Object owner, WriteContext out) {
        MemoryBuffer buffer = out.getBuffer();
        switch (kind) {
            case 'Z' -> buffer.writeBoolean(access.getBoolean(owner));
            case 'B' -> buffer.writeByte(access.getByte(owner));
            case 'C' -> buffer.writeChar(access.getChar(owner));
            case 'S' -> buffer.writeInt16(access.getShort(owner));
            case 'I' -> buffer.writeVarInt32(access.getInt(owner));
            case 'J' -> buffer.writeVarInt64(access.getLong(owner));
            case 'F' -> buffer.writeFloat32(access.getFloat(owner));
            case 'D' -> buffer.writeFloat64(access.getDouble(owner));
            default -> out.writeRef(access.getObject(owner), written);
        }
    }

    void readInto(Object owner, ReadContext in) {
        MemoryBuffer buffer = in.getBuffer();
        switch (kind) {
            case 'Z' -> access.putBoolean(owner, buffer.readBoolean());
            case 'B' -> access.putByte(owner, buffer.readByte());
            case 'C' -> access.putChar(owner, buffer.readChar());
            case 'S' -> access.putShort(owner, buffer.readInt16());
            case 'I' -> access.putInt(owner, buffer.readVarInt32());
            case 'J' -> access.putLong(owner, buffer.readVarInt64());
            case 'F' -> access.putFloat(owner, buffer.readFloat32());
            case 'D' -> access.putDouble(owner, buffer.readFloat64());
            default -> access.putObject(owner, type.cast(in.readRef(read)));
        }
    }

    @Nullable
    Object read(ReadContext in) {
        MemoryBuffer buffer = in.getBuffer();
        return switch (kind) {
            case 'Z' -> buffer.readBoolean();
            case 'B' -> buffer.readByte();
            case 'C' -> buffer.readChar();
            case 'S' -> buffer.readInt16();
            case 'I' -> buffer.readVarInt32();
            case 'J' -> buffer.readVarInt64();
            case 'F' -> buffer.readFloat32();
            case 'D' -> buffer.readFloat64();
            default -> type.cast(in.readRef(read));
        };
    }
}
