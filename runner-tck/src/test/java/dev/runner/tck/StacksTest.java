package dev.runner.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StacksTest {

    private static final String SLEEPER = """
            public class Sleeper {
                public static void main(String[] args) throws Exception {
                    System.out.println("here");
                    waitForTheEnd();
                }

                private static void waitForTheEnd() throws Exception {
                    System.in.read();
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void stacksOfThisJvmAreShown() {
        assertTrue(Stacks.now().contains("StacksTest.stacksOfThisJvmAreShown"));
    }

    @Test
    void stacksOfChildJvmsAreShown() throws Exception {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Assumptions.assumeTrue(Files.isExecutable(bin.resolve("jstack")), "it is no JDK");
        Path source = Files.writeString(directory.resolve("Sleeper.java"), SLEEPER);
        Process child = new ProcessBuilder(bin.resolve("java").toString(), source.toString()).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertTrue("here".equals(out.readLine()));
            String stacks = Stacks.now();
            assertTrue(stacks.contains("process " + child.pid() + ": "), stacks);
            assertTrue(stacks.contains("Sleeper.waitForTheEnd"), stacks);
        } finally {
            child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
