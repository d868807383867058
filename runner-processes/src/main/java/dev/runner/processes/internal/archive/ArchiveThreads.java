package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.LaunchSite;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of this JVM that deal with archives of classes, so that no pool waits for a disk because of them. They
 * end soon after their work. The exit of the JVM waits a moment for what they have begun, and ends the JVM that makes
 * an archive.
 */
final class ArchiveThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveThreads.class);
    private static final long KEEP_MILLIS = 100;
    private static final long EXIT_SECONDS = 2;

    private static final ThreadPoolExecutor THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEEP_MILLIS, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), ArchiveThreads::daemon);

    /** For what they need on the disk, whichever pool it is for. */
    private static final LaunchSite SITE = new LaunchSite();

    private static volatile boolean exiting;
    private static volatile @Nullable Process making;

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(ArchiveThreads::exit, "runner-archive-exit"));
        } catch (IllegalStateException e) {
            exiting = true;
        }
    }

    private ArchiveThreads() {}

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "runner-archive");
        thread.setDaemon(true);
        return thread;
    }

    static LaunchSite site() {
        return SITE;
    }

    /** Has something done: whether it will be. It is not if this JVM ends, or can have no more threads. */
    static boolean run(Runnable work) {
        try {
            THREADS.execute(() -> {
                try {
                    work.run();
                } catch (Throwable e) {
                    LOG.debug("workers start without an archive of classes", e);
                }
            });
            return true;
        } catch (Throwable e) {
            LOG.debug("nothing more is done about archives of classes", e);
            return false;
        }
    }

    static boolean isExiting() {
        return exiting;
    }

    /** A JVM makes an archive; none does with null. It is ended if this one ends. */
    static void making(@Nullable Process process) {
        making = process;
        if (exiting && process != null) {
            process.destroyForcibly();
        }
    }

    private static void exit() {
        exiting = true;
        Process process = making; // one that comes later sees that this JVM ends
        if (process != null) {
            process.destroyForcibly();
        }
        THREADS.shutdown();
        try {
            if (!THREADS.awaitTermination(EXIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("what an archive was being made with is left to the next pool");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
