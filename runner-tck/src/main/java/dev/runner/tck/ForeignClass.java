package dev.runner.tck;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * Makes interfaces that only this JVM has, or has in another form than the class path. They travel as class objects.
 */
final class ForeignClass {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_8 = 52;
    private static final int FLAGS = 0x0601; // public abstract interface
    private static final int UTF8 = 1;
    private static final int CLASS = 7;

    private ForeignClass() {}

    /** Defines a serializable interface in a class loader of its own. */
    static Class<?> define(String name, Class<?>... more) {
        return new Loader().define(name, bytes(name, more));
    }

    private static byte[] bytes(String name, Class<?>... more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int interfaces = 1 + more.length;
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(JAVA_8);
            out.writeShort(1 + 2 * (2 + interfaces));
            writeClass(out, 1, name);
            writeClass(out, 2, Object.class.getName());
            writeClass(out, 3, Serializable.class.getName());
            for (int i = 0; i < more.length; i++) {
                writeClass(out, 4 + i, more[i].getName());
            }
            out.writeShort(FLAGS);
            out.writeShort(1);
            out.writeShort(3);
            out.writeShort(interfaces);
            for (int i = 0; i < interfaces; i++) {
                out.writeShort(2 * (3 + i) - 1);
            }
            out.writeShort(0); // fields
            out.writeShort(0); // methods
            out.writeShort(0); // attributes
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the n-th class and its name: entries 2n - 1 and 2n of the pool of constants. */
    private static void writeClass(DataOutputStream out, int n, String name) throws IOException {
        out.writeByte(CLASS);
        out.writeShort(2 * n);
        out.writeByte(UTF8);
        out.writeUTF(name.replace('.', '/'));
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(ForeignClass.class.getClassLoader());
        }

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
