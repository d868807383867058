package dev.runner.remote;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exception as plain data: class names, messages and stacks of it, its causes and what was suppressed, from which
 * the other side can make a {@link StandInException} whatever classes it has and whatever its filter refuses.
 *
 * <p>It is bounded in every way, and reads exceptions without recursion: their methods are users' code, and chains may
 * be long or run in circles.
 */
final class ErrorForm {

    /** How long the form can be. */
    static final int LONGEST = 256 * 1024;

    /** From this length on nothing is added. Whatever is added last fits in what is left. */
    private static final int ENOUGH = 192 * 1024;

    private static final int MOST_EXCEPTIONS = 100;
    private static final int LONGEST_MESSAGE = 8 * 1024;
    private static final int LONGEST_NAME = 512;
    private static final int NO_PARENT = -1;
    private static final int END = -1;

    /** An exception to be written, and to which of those written before it belongs. */
    private record Link(Throwable error, int parent, boolean isCause) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Link> links = new ArrayDeque<>();
    private final Map<StackTraceElement, Integer> frames = new HashMap<>();

    private ErrorForm() {}

    /** Writes an exception. */
    static byte[] write(Throwable error) throws IOException {
        return new ErrorForm().writeAll(error);
    }

    private byte[] writeAll(Throwable error) throws IOException {
        add(error, NO_PARENT, false);
        for (int index = 0; index < MOST_EXCEPTIONS && bytes.size() < ENOUGH; index++) {
            Link link = links.poll();
            if (link == null) {
                break;
            }
            out.writeInt(link.parent());
            out.writeBoolean(link.isCause());
            writeOne(link.error());
            add(causeOf(link.error()), index, true);
            for (Throwable suppressed : link.error().getSuppressed()) {
                add(suppressed, index, false);
            }
        }
        return bytes.toByteArray();
    }

    private void add(@Nullable Throwable error, int parent, boolean isCause) {
        if (error != null && seen.size() < MOST_EXCEPTIONS && seen.add(error)) {
            links.add(new Link(error, parent, isCause));
        }
    }

    private void writeOne(Throwable error) throws IOException {
        writeText(StandInException.classNameOf(error), LONGEST_NAME);
        String message = StandInException.messageOf(error);
        out.writeBoolean(message != null);
        writeText(message == null ? "" : message, LONGEST_MESSAGE);
        for (StackTraceElement frame : stackOf(error)) {
            if (bytes.size() >= ENOUGH) {
                break;
            }
            writeFrame(frame);
        }
        out.writeInt(END);
    }

    /** Writes the number of a frame, and the frame with its first use: causes have most of their frames in common. */
    private void writeFrame(StackTraceElement frame) throws IOException {
        int next = frames.size();
        int number = frames.computeIfAbsent(frame, unknown -> next);
        out.writeInt(number);
        if (number < next) {
            return;
        }
        writeText(orEmpty(frame.getClassLoaderName()), LONGEST_NAME);
        writeText(orEmpty(frame.getModuleName()), LONGEST_NAME);
        writeText(orEmpty(frame.getModuleVersion()), LONGEST_NAME);
        writeText(frame.getClassName(), LONGEST_NAME);
        writeText(frame.getMethodName(), LONGEST_NAME);
        writeText(orEmpty(frame.getFileName()), LONGEST_NAME);
        out.writeInt(frame.getLineNumber());
    }

    private void writeText(String text, int longest) throws IOException {
        String cut = text.length() <= longest ? text : text.substring(0, longest) + "...";
        byte[] encoded = cut.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    private static @Nullable Throwable causeOf(Throwable error) {
        try {
            return error.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    private static StackTraceElement[] stackOf(Throwable error) {
        try {
            return error.getStackTrace();
        } catch (Throwable e) {
            return new StackTraceElement[0];
        }
    }

    /** Makes the stand-in. */
    static StandInException read(byte[] form) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(form));
        List<StandInException> made = new ArrayList<>();
        List<StackTraceElement> frames = new ArrayList<>();
        while (in.available() > 0) {
            if (made.size() == MOST_EXCEPTIONS) {
                throw new IOException("a form has 1 to " + MOST_EXCEPTIONS + " exceptions, and this one has more");
            }
            int parent = in.readInt();
            boolean isCause = in.readBoolean();
            StandInException next = readOne(in, frames);
            if (parent != NO_PARENT && isCause) {
                made.get(parent).initCause(next);
            } else if (parent != NO_PARENT) {
                made.get(parent).addSuppressed(next);
            }
            made.add(next);
        }
        return made.get(0);
    }

    private static StandInException readOne(DataInputStream in, List<StackTraceElement> frames) throws IOException {
        String className = readText(in);
        boolean hasMessage = in.readBoolean();
        String message = readText(in);
        List<StackTraceElement> stack = new ArrayList<>();
        for (int number = in.readInt(); number != END; number = in.readInt()) {
            if (number == frames.size()) {
                frames.add(readFrame(in));
            }
            stack.add(frames.get(number));
        }
        StandInException one = new StandInException(className, hasMessage ? message : null);
        one.setStackTrace(stack.toArray(StackTraceElement[]::new));
        return one;
    }

    private static StackTraceElement readFrame(DataInputStream in) throws IOException {
        return new StackTraceElement(
                orNull(readText(in)),
                orNull(readText(in)),
                orNull(readText(in)),
                readText(in),
                readText(in),
                orNull(readText(in)),
                in.readInt());
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text has 0 to " + in.available() + " bytes here (was " + length + ")");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
