package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CarriedFlagsTest {

    private static final Path BASE = Path.of("base").toAbsolutePath();
    private static final CarriedFlags SAME_JDK = new CarriedFlags(BASE, Set.of());

    private static String in(String file) {
        return BASE.resolve(file).toString();
    }

    @Test
    void whatDecidesAboutClassesIsCarried() {
        List<String> flags = List.of(
                "--add-modules=jdk.incubator.vector,ALL-SYSTEM",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-preview",
                "-ea:app...",
                "-Dapp.mode=x");
        assertEquals(flags, SAME_JDK.among(flags));
    }

    @Test
    void whatIsThisJvmsOwnIsNotCarried() {
        assertEquals(
                List.of(),
                SAME_JDK.among(List.of(
                        "-Xmx4g",
                        "-agentlib:jdwp=transport=dt_socket,server=y",
                        "-javaagent:agent.jar",
                        "-Dcom.sun.management.jmxremote.port=1",
                        "-Djdk.module.main=app",
                        "-XX:+UseG1GC")));
    }

    @Test
    void relativePathsAreMeantAsThisJvmMeansThem() {
        String two = "a.jar" + File.pathSeparator + in("b.jar");
        String resolved = in("a.jar") + File.pathSeparator + in("b.jar");
        assertEquals(
                List.of(
                        "-Xbootclasspath/a:" + resolved,
                        "--upgrade-module-path=" + resolved,
                        "--patch-module=java.base=" + resolved),
                SAME_JDK.among(List.of(
                        "-Xbootclasspath/a:" + two,
                        "--upgrade-module-path=" + two,
                        "--patch-module=java.base=" + two)));
    }

    @Test
    void anotherJdkIsNotAskedForModulesOfThisOne() {
        CarriedFlags carried = new CarriedFlags(BASE, Set.of("jdk.incubator.vector", "java.sql"));
        assertEquals(
                List.of("--add-modules=app,ALL-SYSTEM"),
                carried.among(List.of(
                        "--add-modules=jdk.incubator.vector,app,ALL-SYSTEM", "--add-modules=jdk.incubator.vector")));
    }
}
