package dev.runner.tck;

import dev.runner.spi.CloseMode;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.TaskRun;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Backends that leave something behind, for as long as it takes to find it. */
final class LeakMutants {

    static final List<Mutant> ALL = List.of(
            leaving("leaves a thread behind", LeakMutants::thread),
            leaving("leaves threads behind under a name of their own", LeakMutants::strangers),
            leaving("leaves a process behind", LeakMutants::process),
            leaving("leaves a temporary file behind", LeakMutants::file),
            leaving("leaves a socket open", LeakMutants::socket),
            leaving("leaves a file open that it has deleted", LeakMutants::deletedFile));

    private static final List<Closeable> LEFT_OPEN = new CopyOnWriteArrayList<>();

    private LeakMutants() {}

    /** Leaves something. */
    private interface Leak {
        void leave(GoodDriver driver) throws IOException;
    }

    private static Mutant leaving(String broken, Leak leak) {
        return Mutant.of(broken, "4.1", "closeOfUnusedPoolReturns", config -> new Leaving(config, leak));
    }

    private static void thread(GoodDriver driver) {
        String name = driver.config.poolName() + "-cleaner";
        driver.thread(() -> LifeTasks.busy(20_000, 0), name).start();
    }

    private static void strangers(GoodDriver driver) {
        for (int i = 0; i < 100; i++) {
            driver.thread(() -> LifeTasks.busy(20_000, 0), "cleaner-" + i).start();
        }
    }

    private static void process(GoodDriver driver) throws IOException {
        new ProcessBuilder("sleep", "20").start();
    }

    private static void file(GoodDriver driver) throws IOException {
        String prefix = "runner-" + ProcessHandle.current().pid() + "-";
        Files.createTempFile(prefix, driver.config.poolName()).toFile().deleteOnExit();
    }

    private static void socket(GoodDriver driver) throws IOException {
        LEFT_OPEN.add(ServerSocketChannel.open().bind(null));
    }

    private static void deletedFile(GoodDriver driver) throws IOException {
        Path file = Files.createTempFile(driver.config.poolName(), ".swap");
        LEFT_OPEN.add(Files.newOutputStream(file));
        Files.delete(file);
    }

    private static final class Leaving extends GoodDriver {

        private final Leak leak;

        Leaving(DriverConfig config, Leak leak) {
            super(config);
            this.leak = leak;
        }

        @Override
        public List<TaskRun<?>> close(CloseMode mode) {
            try {
                leak.leave(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return super.close(mode);
        }
    }
}
