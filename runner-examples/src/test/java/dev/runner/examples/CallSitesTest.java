package dev.runner.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles {@link CallSites} and {@link SharedCallSites} with the compiler of the JDK that runs the tests, which need
 * not be the one that built it.
 */
class CallSitesTest {

    @TempDir
    Path output;

    @Test
    void callSitesCompileOnThisJdk() {
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        writer,
                        writer,
                        "-proc:none",
                        "-Xlint:all,-processing,-classfile",
                        "-Werror",
                        "-d",
                        output.toString(),
                        "-cp",
                        classes(),
                        "src/test/java/dev/runner/examples/CallSites.java",
                        "src/test/java/dev/runner/examples/SharedCallSites.java");

        assertEquals("", messages.toString());
        assertEquals(0, status);
    }

    private static String classes() {
        return String.join(
                File.pathSeparator,
                Stream.of("java.class.path", "jdk.module.path")
                        .map(property -> System.getProperty(property, ""))
                        .toList());
    }
}
