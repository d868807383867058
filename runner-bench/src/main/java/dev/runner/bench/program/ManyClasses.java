package dev.runner.bench.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A program's classes: small ones, as many as are wanted, in a jar. The JDK's compiler makes them. */
final class ManyClasses {

    private static final String PACKAGE = "generated";
    private static final long TIME = 1_767_225_600_000L;

    /** What such a class is: something that has state, uses collections, and is equal to others. */
    private static final String SOURCE = """
            package generated;
            public final class C%1$d implements Runnable {
                private int number = %1$d;
                private final java.util.List<String> words = new java.util.ArrayList<>();
                static int count;
                public void run() { words.add("c%1$d"); number = mixed(number, words.size()); count += number; }
                int mixed(int x, int y) { for (int i = 0; i < 3; i++) x = x * 31 + (y ^ i); return x; }
                public String name() { return "C" + number + words; }
                public boolean equals(Object o) { return o instanceof C%1$d && ((C%1$d) o).words.equals(words); }
                public int hashCode() { return number * 17 + words.hashCode(); }
            }
            """;

    private ManyClasses() {}

    /** Makes the jar if there is none; it is complete when it has its name. */
    static Path jar(Path directory, int count) throws IOException {
        Path jar = directory.resolve("classes-" + count + ".jar");
        if (!Files.exists(jar)) {
            Path incomplete = Files.createTempFile(directory, "classes", ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(incomplete))) {
                for (Compiled compiled : compile(count)) {
                    JarEntry entry = new JarEntry(compiled.getName().substring(1));
                    entry.setTime(TIME);
                    out.putNextEntry(entry);
                    compiled.bytes.writeTo(out);
                }
            }
            Files.move(incomplete, jar, StandardCopyOption.ATOMIC_MOVE);
        }
        return jar;
    }

    /** Loads them all, and runs something of each. */
    static int use(int count) throws ReflectiveOperationException {
        int used = 0;
        for (int i = 0; i < count; i++) {
            Class<?> each = Class.forName(PACKAGE + ".C" + i);
            ((Runnable) each.getDeclaredConstructor().newInstance()).run();
            used++;
        }
        return used;
    }

    private static List<Compiled> compile(int count) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("this Java has no compiler; measure with a JDK");
        }
        List<Source> sources = IntStream.range(0, count).mapToObj(Source::new).toList();
        try (Collected files = new Collected(compiler.getStandardFileManager(null, null, null))) {
            List<String> options = List.of("--release", "17", "-proc:none");
            if (!compiler.getTask(null, files, null, options, null, sources).call()) {
                throw new IOException("the classes can't be compiled");
            }
            return files.compiled;
        }
    }

    /** The source of a class. */
    private static final class Source extends SimpleJavaFileObject {

        private final int number;

        Source(int number) {
            super(URI.create("string:///" + PACKAGE + "/C" + number + ".java"), Kind.SOURCE);
            this.number = number;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return SOURCE.formatted(number);
        }
    }

    /** A class, in memory. */
    private static final class Compiled extends SimpleJavaFileObject {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Collected extends ForwardingJavaFileManager<JavaFileManager> {

        private final List<Compiled> compiled = new ArrayList<>();

        Collected(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            Compiled file = new Compiled(name);
            compiled.add(file);
            return file;
        }
    }
}
