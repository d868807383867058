package dev.runner.processes.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** How much memory the calling thread takes for something, be it given back at once or not. */
final class Allocation {

    /** Something that takes memory. */
    interface Work {
        void run() throws IOException;
    }

    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    private Allocation() {}

    /** Does something, and finds it too much if it takes more. The classes that it needs are loaded the first time. */
    static void requireAtMost(long bytes, String what, Work work) throws IOException {
        if (taken(work) > bytes) {
            long taken = taken(work);
            Finding.unless(taken <= bytes, what + " took " + taken + " bytes of memory, of " + bytes);
        }
    }

    private static long taken(Work work) throws IOException {
        long before = now();
        work.run();
        return now() - before;
    }

    private static long now() {
        try {
            ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
            return (long) BEANS.invoke(
                    threads,
                    "getThreadAllocatedBytes",
                    new Object[] {Thread.currentThread().getId()},
                    new String[] {long.class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM does not tell how much memory a thread takes", e);
        }
    }
}
