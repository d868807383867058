package dev.runner.processes.internal.host;

import java.io.InputStream;
import java.io.OutputStream;

/** A process that has ended, for a worker whose part a fuzzer plays. */
final class FuzzedProcess extends Process {

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
        return 0;
    }

    @Override
    public int exitValue() {
        return 0;
    }

    @Override
    public void destroy() {}

    @Override
    public boolean isAlive() {
        return false;
    }
}
