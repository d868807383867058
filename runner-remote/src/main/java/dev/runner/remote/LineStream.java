package dev.runner.remote;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes what is printed and passes it on line by line, for {@link System#setOut} and {@link System#setErr} in a worker.
 * Thread-safe; the consumer is called by the thread that prints, one at a time.
 *
 * @since 0.1
 */
public final class LineStream extends OutputStream {

    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_CHARACTER = 4;

    /** How the bytes of a character begin in UTF-8, but for its first. */
    private static final int CONTINUATION = 0x80;

    private static final int CONTINUATION_MASK = 0xC0;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Whether a line has not ended, for who asks behind each task and needs no monitor where none has printed. */
    private volatile boolean isPartial;

    /**
     * Makes the stream.
     *
     * @param lines takes each line, without its end; one that is longer than 64 KiB comes in parts
     */
    public LineStream(Consumer<String> lines) {
        this.lines = requireNonNull(lines, "lines");
    }

    /**
     * Makes a print stream of it.
     *
     * @return the print stream, in UTF-8
     */
    public PrintStream asPrintStream() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            endLine();
            return;
        }
        boolean mayCut = (b & CONTINUATION_MASK) != CONTINUATION;
        if (line.size() >= LONGEST && (mayCut || line.size() >= LONGEST + LONGEST_CHARACTER)) {
            endLine();
        }
        line.write(b);
        if (!isPartial) {
            isPartial = true;
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** Passes on a line that has not ended. */
    public void endPartialLine() {
        if (!isPartial) {
            return;
        }
        synchronized (this) {
            if (line.size() > 0) {
                endLine();
            }
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        isPartial = false;
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
