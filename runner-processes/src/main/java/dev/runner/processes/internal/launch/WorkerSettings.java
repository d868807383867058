package dev.runner.processes.internal.launch;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a worker is told through its standard input, which no other process can read. The stream stays open behind it.
 *
 * @param poolName the name of the pool
 * @param workerId the worker
 * @param socket the path of the socket to connect to, or empty if it is a port
 * @param port the port on the loopback interface, where there is no socket
 * @param token what proves to the pool that this is its worker
 * @param page the file of the shared page
 * @param maxTaskBytes how long an encoded task may be
 * @param maxResultBytes how long an encoded result may be
 * @param codec the id of the codec
 * @param shortResults whether the pool takes results in short forms
 * @param lowLatency whether to look for tasks again and again before sleeping
 * @param initializer the encoded initializer, or nothing without one
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record WorkerSettings(
        String poolName,
        String workerId,
        String socket,
        int port,
        String token,
        String page,
        int maxTaskBytes,
        int maxResultBytes,
        String codec,
        boolean shortResults,
        boolean lowLatency,
        byte[] initializer) {

    private static final int MAGIC = 0x52554E52;
    private static final int LONGEST = 512 * 1024 * 1024;

    /** Writes the settings. */
    public void writeTo(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        out.writeInt(MAGIC);
        out.writeUTF(poolName);
        out.writeUTF(workerId);
        out.writeUTF(socket);
        out.writeInt(port);
        out.writeUTF(token);
        out.writeUTF(page);
        out.writeInt(maxTaskBytes);
        out.writeInt(maxResultBytes);
        out.writeUTF(codec);
        out.writeBoolean(shortResults);
        out.writeBoolean(lowLatency);
        out.writeInt(initializer.length);
        out.write(initializer);
        out.flush();
    }

    /** Reads the settings, and nothing beyond. */
    public static WorkerSettings readFrom(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        if (in.readInt() != MAGIC) {
            throw new IOException(
                    "standard input does not begin as a pool would begin it; workers are started by pools");
        }
        return new WorkerSettings(
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readInt(),
                in.readUTF(),
                in.readUTF(),
                in.readInt(),
                in.readInt(),
                in.readUTF(),
                in.readBoolean(),
                in.readBoolean(),
                readBytes(in));
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a setting has 0 to " + LONGEST + " bytes (was " + length + ")");
        }
        return in.readNBytes(length);
    }
}
