package dev.runner.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application is started in each of the ways that people start them, and its workers find their classes. None of
 * them runs its main method.
 */
class StartModesTest {

    private static final String SUM = "sum 14, elsewhere";

    @TempDir
    Path directory;

    private Path mark;

    @BeforeEach
    void nameTheMark() {
        mark = directory.resolve("mark");
    }

    private void assertRuns(Map<String, String> environment, List<String> arguments, String... lines)
            throws IOException {
        try (ParentJvm jvm = ParentJvm.start(directory, environment, arguments)) {
            jvm.assertEndsWith(0, lines);
        }
        assertEquals(List.of("main"), Files.readAllLines(mark), "only the application has run its main method");
    }

    private List<String> onClassPath(List<Path> path, String... args) {
        List<String> arguments =
                new ArrayList<>(List.of("-cp", ParentJvm.joined(path), StartProgram.class.getName(), mark.toString()));
        arguments.addAll(List.of(args));
        return arguments;
    }

    private static List<String> with(List<String> flags, List<String> arguments) {
        return Stream.concat(flags.stream(), arguments.stream()).toList();
    }

    @Test
    void classPathOfDirectoriesAndJarsRelativeOnesAndSomeWithSpaces() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib with space"));
        List<Path> path = new ArrayList<>();
        int number = 0;
        for (Path entry : ParentJvm.framework()) {
            Jars.write(lib.resolve("part " + number++ + ".jar"), Jars.manifest(null), List.of(entry));
        }
        Path classes = Files.createDirectory(directory.resolve("classes é"));
        copyProgram(classes);
        path.add(Path.of("lib with space", "*"));
        path.add(Path.of("classes é"));
        path.add(Path.of("not there"));
        assertRuns(Map.of(), onClassPath(path), SUM);
    }

    @Test
    void relativeEntriesAreFoundFromAnotherWorkingDirectory() throws IOException {
        copyProgram(Files.createDirectory(directory.resolve("classes")));
        List<Path> path = new ArrayList<>(ParentJvm.framework());
        path.add(Path.of("classes"));
        String elsewhere = Files.createDirectory(directory.resolve("elsewhere")).toRealPath() + "";
        assertRuns(
                Map.of(),
                onClassPath(path, "cd=" + elsewhere, "-Duser.dir"),
                SUM,
                "cd=" + elsewhere + ": " + Runtime.version().feature(),
                "-Duser.dir: " + elsewhere);
    }

    @Test
    void jarWithEverythingInIt() throws IOException {
        Path jar = directory.resolve("shaded.jar");
        Jars.write(jar, StartProgram.class.getName(), ParentJvm.classPath());
        assertRuns(Map.of(), List.of("-jar", "shaded.jar", mark.toString()), SUM);
    }

    @Test
    void jarWhoseManifestNamesTheOthers() throws IOException {
        Path lib = Files.createDirectory(directory.resolve("lib with space"));
        StringBuilder classPath = new StringBuilder();
        int number = 0;
        for (Path entry : ParentJvm.framework()) {
            String name = "part" + number++ + ".jar";
            Jars.write(lib.resolve(name), Jars.manifest(null), List.of(entry));
            classPath.append("lib%20with%20space/").append(name).append(' ');
        }
        Path classes = Files.createDirectory(directory.resolve("classes"));
        copyProgram(classes);
        Manifest manifest = Jars.manifest(StartProgram.class.getName());
        manifest.getMainAttributes()
                .put(Attributes.Name.CLASS_PATH, classPath.toString().strip());
        Jars.write(directory.resolve("app.jar"), manifest, List.of(classes));
        assertRuns(Map.of(), List.of("-jar", "app.jar", mark.toString()), SUM);
    }

    @Test
    void modulePath() throws IOException {
        assertRuns(Map.of(), onModulePath(), SUM);
    }

    @Test
    void modulePathWithAnotherJava() throws IOException {
        Path other = OtherJava.home();
        assertRuns(Map.of(), onModulePath("home=" + other), SUM, "home=" + other + ": " + OtherJava.featureOf(other));
    }

    @Test
    void classPathWithAnotherJava() throws IOException {
        Path other = OtherJava.home();
        assertRuns(
                Map.of(),
                onClassPath(ParentJvm.classPath(), "home=" + other),
                SUM,
                "home=" + other + ": " + OtherJava.featureOf(other));
    }

    /** Makes a module of the program, which knows the API and no backend, and gives the arguments to run it. */
    private List<String> onModulePath(String... args) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/app"));
        Files.writeString(
                source.resolve("module-info.java"),
                "module app { requires dev.runner.api; requires dev.runner.processes; requires java.management; }");
        Path program = Files.createDirectories(source.resolve("app")).resolve("Program.java");
        Files.writeString(program, """
            package app;

            import dev.runner.*;
            import dev.runner.processes.ProcessOptions;
            import java.nio.file.*;
            import java.util.*;

            public class Program {
                record Square(int of) implements java.io.Serializable {
                    int value() { return of * of; }
                }

                public static void main(String[] args) throws Exception {
                    Files.writeString(Path.of(args[0]), "main\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    ProcessOptions.Builder options = ProcessOptions.builder();
                    for (String arg : args) {
                        if (arg.startsWith("home=")) options.javaHome(Path.of(arg.substring(5)));
                    }
                    PoolConfig config = PoolConfig.builder().backend("processes").workers(2).options(options.build()).build();
                    try (Pool pool = Pools.open(config)) {
                        int sum = 0;
                        for (Square square : pool.map(Square::new, List.of(1, 2, 3))) {
                            sum += pool.submit(() -> square.value()).join();
                        }
                        long there = pool.submit(() -> ProcessHandle.current().pid()).join();
                        System.out.println("sum " + sum + (there == ProcessHandle.current().pid() ? ", here" : ", elsewhere"));
                        for (int i = 1; i < args.length; i++) {
                            System.out.println(args[i] + ": " + pool.submit(() -> Runtime.version().feature()).join());
                        }
                    }
                }
            }
            """);
        Path modules = directory.resolve("modules");
        String path = ParentJvm.joined(ParentJvm.framework());
        compile(path, modules, source.resolve("module-info.java"), program);
        List<String> arguments = new ArrayList<>(List.of(
                "-p", path + System.getProperty("path.separator") + "modules", "-m", "app/app.Program", mark + ""));
        arguments.addAll(List.of(args));
        return arguments;
    }

    private static void compile(String path, Path to, Path... sources) throws IOException {
        Path javac = ParentJvm.java().resolveSibling("javac");
        Assumptions.assumeTrue(Files.isExecutable(javac), "it is no JDK");
        List<String> command =
                new ArrayList<>(List.of(javac.toString(), "--release", "17", "-p", path, "-d", to.toString()));
        Stream.of(sources).map(Path::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), "javac has not ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        assertEquals(0, process.exitValue(), "the module is compiled");
    }

    @Test
    void debuggerAndManagementPortsStayWithTheApplication() throws IOException {
        List<String> flags = List.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + freePort(),
                "-Dcom.sun.management.jmxremote.port=" + freePort(),
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false");
        assertRuns(
                Map.of(),
                with(flags, onClassPath(ParentJvm.classPath(), "flag=jdwp", "flag=jmxremote")),
                SUM,
                "flag=jdwp: false",
                "flag=jmxremote: false");
    }

    @Test
    void flagsFromTheEnvironmentStayWithTheApplication() throws IOException {
        String debugger =
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + freePort();
        assertRuns(
                Map.of("JAVA_TOOL_OPTIONS", debugger),
                onClassPath(ParentJvm.classPath(), "flag=jdwp"),
                SUM,
                "flag=jdwp: false");
        Files.delete(mark);
        assertRuns(
                Map.of("JDK_JAVA_OPTIONS", debugger),
                onClassPath(ParentJvm.classPath(), "flag=jdwp"),
                SUM,
                "flag=jdwp: false");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void propertiesGoToTheWorkersHoweverOdd() throws IOException {
        String odd = "a \"b\" #c \\d 'e' é $f";
        assertRuns(
                Map.of(),
                with(List.of("-Dodd=" + odd, "-Dempty="), onClassPath(ParentJvm.classPath(), "-Dodd", "-Dempty")),
                SUM,
                "-Dodd: " + odd,
                "-Dempty: ");
    }

    @Test
    void modulesThatWereAddedAreAddedToTheWorkers() throws IOException {
        String module = "jdk.incubator.vector";
        assertRuns(
                Map.of(),
                with(List.of("--add-modules", module), onClassPath(ParentJvm.classPath(), "module=" + module)),
                SUM,
                "module=" + module + ": true");
    }

    private static void copyProgram(Path to) throws IOException {
        String file = StartProgram.class.getName().replace('.', '/') + ".class";
        Path target = to.resolve(file);
        Files.createDirectories(target.getParent());
        Path classes = ParentJvm.classPath().get(ParentJvm.classPath().size() - 1);
        Files.copy(classes.resolve(file), target);
    }
}
