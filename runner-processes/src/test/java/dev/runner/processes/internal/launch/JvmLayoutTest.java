package dev.runner.processes.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JvmLayoutTest {

    private static final Set<String> SYSTEM = Set.of("java.base", "jdk.internal.ed");
    private static final List<String> RESOLVED = List.of("java.base", "app.b", "jdk.internal.ed", "app.a");

    @Test
    void workerOnAnotherJdkResolvesTheModulesOfTheApplicationOnly() {
        assertEquals(List.of("app.a", "app.b"), JvmLayout.modules(RESOLVED, SYSTEM, false));
    }

    @Test
    void workerOnTheSameJdkResolvesWhatThisJvmHas() {
        assertEquals(
                List.of("app.a", "app.b", "java.base", "jdk.internal.ed"), JvmLayout.modules(RESOLVED, SYSTEM, true));
    }

    @Test
    void pathsAreAbsolute() {
        JvmLayout layout = JvmLayout.ofThisJvm(JvmLayoutTest.class, true);
        assertTrue(layout.classPath().stream().map(Path::of).allMatch(Path::isAbsolute));
        assertTrue(layout.modulePath().stream().map(Path::of).allMatch(Path::isAbsolute));
    }

    @Test
    void modulesOfAnotherJdkAreNeverAskedFor() {
        JvmLayout layout = JvmLayout.ofThisJvm(JvmLayoutTest.class, false);
        assertTrue(layout.modules().stream().noneMatch(name -> name.startsWith("java.")), layout::toString);
    }
}
