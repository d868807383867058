package dev.runner.processes.internal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrashReportTest {

    private static String summary(String report) {
        return CrashReport.in(report.lines().toList()).orElseThrow().summary();
    }

    @Test
    void signalAndFrame() {
        assertEquals("SIGBUS (0x7) at pc=0x00007f01, in C [libz.so+0x12] inflate+0x3", summary("""
                printed before
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                #  SIGBUS (0x7) at pc=0x00007f01, pid=17, tid=18
                #
                # Problematic frame:
                # C  [libz.so+0x12]  inflate+0x3
                #
                ---------------  S U M M A R Y ------------
                SIGSEGV is no longer meant here
                """));
    }

    @Test
    void errorOfTheJvmItself() {
        assertEquals("Internal Error (cpu.cpp:12), in V [libjvm.so+0x1]", summary("""
                # A fatal error has been detected by the Java Runtime Environment:
                #
                #  Internal Error (cpu.cpp:12), pid=17, tid=18
                #  guarantee(false) failed: oh
                #
                # Problematic frame:
                # V  [libjvm.so+0x1]
                """));
    }

    @Test
    void lackOfNativeMemory() {
        assertEquals("Native memory allocation (mmap) failed to map 65536 bytes for committing", summary("""
                # There is insufficient memory for the Java Runtime Environment to continue.
                # Native memory allocation (mmap) failed to map 65536 bytes for committing
                """));
    }

    @Test
    void noReport() {
        assertTrue(CrashReport.in(List.of("#", "# a comment", "SIGSEGV")).isEmpty());
    }
}
