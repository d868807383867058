package dev.runner.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles {@link CallSites} with the compiler of the JDK that runs the tests, which need not be the one that built it. */
class CallSitesTest {

    @TempDir
    Path output;

    @Test
    void callSitesCompileOnThisJdk() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path source = Path.of("src/test/java/dev/runner/examples/CallSites.java");
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of(
                                "-proc:none",
                                "-Xlint:all,-processing,-classfile",
                                "-Werror",
                                "-d",
                                output.toString(),
                                "-cp",
                                classes()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();

        assertEquals("", messages.toString());
        assertEquals(true, compiled);
    }

    private static String classes() {
        return String.join(
                File.pathSeparator,
                Stream.of("java.class.path", "jdk.module.path")
                        .map(property -> System.getProperty(property, ""))
                        .toList());
    }
}
