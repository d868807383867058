package dev.runner.processes.internal.launch;

import dev.runner.processes.ProcessOptions;
import dev.runner.processes.WorkerProfile;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command that starts a worker, and its environment. Thread-safe: one serves all workers of a pool. */
public final class WorkerCommand {

    /** What stands for the number of the process in the name of a file. */
    public static final String PID = "%p";

    /** The name of the file in which a JVM that crashes says how, where that is kept. */
    public static final String CRASH_REPORT = "hs_err_pid" + PID + ".log";

    /** How the flag begins that limits the heap. */
    public static final String LARGEST_HEAP = "-Xmx";

    /** With how much a heap begins that is to be small; it grows as it is used. */
    private static final long FIRST_HEAP = 4L * 1024 * 1024;

    private static final long LEAST_HEAP = 128L * 1024 * 1024;

    /** Variables that change the flags of any Java that is started. */
    private static final Set<String> SCRUBBED = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final Pattern SIZE = Pattern.compile("[0-9]{1,9}[kKmMgG]?");

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

    private final ProcessOptions options;
    private final Class<?> workerClass;
    private final List<String> flags;
    private @Nullable JvmLayout layout;
    private final int workers;

    /**
     * Makes the command.
     *
     * @param options the user's options
     * @param workers among how many workers the machine is shared
     * @param workerClass the class with the worker's main method
     * @param flags what the worker's JVM needs for it
     */
    public WorkerCommand(ProcessOptions options, int workers, Class<?> workerClass, List<String> flags) {
        this(options, workers, workerClass, flags, null);
    }

    WorkerCommand(
            ProcessOptions options, int workers, Class<?> workerClass, List<String> flags, @Nullable JvmLayout layout) {
        this.options = options;
        this.workers = workers;
        this.workerClass = workerClass;
        this.flags = flags;
        this.layout = layout;
    }

    /** Returns how this JVM was started. That takes a while to find out, which is left to the first who asks. */
    private synchronized JvmLayout layout() {
        JvmLayout known = layout;
        if (known == null) {
            known = JvmLayout.ofThisJvm(workerClass, isOnThisJdk(options));
            layout = known;
        }
        return known;
    }

    /** Tells whether workers run on the JDK of this JVM. */
    public static boolean isOnThisJdk(ProcessOptions options) {
        Path mine = Path.of(System.getProperty("java.home"));
        return options.javaHome().map(home -> isSame(home, mine)).orElse(true);
    }

    private static boolean isSame(Path home, Path mine) {
        try {
            return Files.isSameFile(home, mine);
        } catch (IOException e) {
            return false; // it is not there, which its start will tell
        }
    }

    /**
     * Prepares to start a worker, or a JVM that is to be like one.
     *
     * @param arguments the file of arguments, to be written here, which Java reads when it starts
     * @param prefix what comes before the user's own prefix
     * @param more flags of this JVM alone; the user's win
     * @param what what it is to run: {@link #main()}, and words for people who look at the list of processes
     */
    public ProcessBuilder prepare(Path arguments, List<String> prefix, List<String> more, List<String> what)
            throws IOException {
        Files.writeString(arguments, argumentFile(more), launcherCharset());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(options.commandPrefix());
        command.add(java().toString());
        command.add("@" + arguments);
        command.addAll(what);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        options.workingDirectory().map(Path::toFile).ifPresent(builder::directory);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(SCRUBBED);
        environment.putAll(options.environment());
        return builder;
    }

    /** Returns what to look at when a start fails: what is executed, and which class it is to run. */
    public String essence() {
        List<String> words = new ArrayList<>(options.commandPrefix());
        words.add(java().toString());
        words.addAll(options.jvmArgs());
        words.addAll(main());
        return String.join(" ", words);
    }

    /** Returns how Java reads a file of arguments: not in UTF-8 everywhere. */
    private static Charset launcherCharset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** Returns the installation of Java that workers run on. */
    public Path javaHome() {
        return options.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
    }

    private Path java() {
        return javaHome().resolve("bin").resolve(isWindows() ? "java.exe" : "java");
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** Returns what is to be run. */
    public List<String> main() {
        return workerClass.getModule().isNamed()
                ? List.of("-m", workerClass.getModule().getName() + "/" + workerClass.getName())
                : List.of(workerClass.getName());
    }

    private String argumentFile(List<String> more) {
        StringBuilder text = new StringBuilder();
        arguments(more).forEach(argument -> text.append(quoted(argument)).append('\n'));
        return text.toString();
    }

    /** Returns the entries of the module path and of the class path. */
    public List<Path> paths() {
        return Stream.of(layout().modulePath(), layout().classPath())
                .flatMap(List::stream)
                .map(Path::of)
                .toList();
    }

    /** Returns those flags that are the user's. */
    public List<String> ownArguments() {
        return options.jvmArgs();
    }

    /** Tells whether the user sets a variable that changes the flags of any Java. */
    public boolean hasFlagsInEnvironment() {
        return options.environment().keySet().stream().anyMatch(SCRUBBED::contains);
    }

    /** Returns what else a worker's process meets: what comes before its command, where it is, and its variables. */
    public List<String> surroundings() {
        List<String> all = new ArrayList<>(options.commandPrefix());
        all.add(options.workingDirectory().map(Path::toString).orElse(""));
        new TreeMap<>(options.environment()).forEach((name, value) -> all.add(name + "=" + value));
        return all;
    }

    /** Returns the flags of each worker. */
    public List<String> arguments() {
        return arguments(List.of());
    }

    private List<String> arguments(List<String> more) {
        List<String> all = new ArrayList<>(defaults());
        all.addAll(profile());
        all.addAll(layout().flags());
        all.addAll(flags);
        if (!layout().modulePath().isEmpty()) {
            all.add("--module-path");
            all.add(String.join(File.pathSeparator, layout().modulePath()));
        }
        if (!layout().modules().isEmpty()) {
            all.add("--add-modules");
            all.add(String.join(",", layout().modules()));
        }
        if (!layout().classPath().isEmpty()) {
            all.add("-cp");
            all.add(String.join(File.pathSeparator, layout().classPath()));
        }
        all.addAll(more);
        all.addAll(options.jvmArgs());
        return all;
    }

    /** Flags of the pool's own: a small JVM that shares the machine, stops when told to, and leaves no files behind. */
    private List<String> defaults() {
        int processors = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
        return List.of(
                LARGEST_HEAP + options.heap().orElseGet(() -> Long.toString(heapBytes())),
                "-XX:ActiveProcessorCount=" + processors,
                // a counted loop must not hold up the end of the worker
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                crashReport());
    }

    /** Flags of the profile: docs/adr/0008-worker-flags.md has what they were chosen by. */
    private List<String> profile() {
        List<String> flags = new ArrayList<>();
        if (options.profile() != WorkerProfile.LONG_TASKS
                && options.jvmArgs().stream().noneMatch(COLLECTOR.asMatchPredicate())) {
            flags.add("-XX:+UseSerialGC"); // Java refuses two, so the user's must be the only one
        }
        if (options.profile() == WorkerProfile.SHORT_TASKS) {
            flags.add("-XX:TieredStopAtLevel=1");
            flags.add("-Xms" + Math.min(FIRST_HEAP, heapBytes()));
        }
        return flags;
    }

    /** Returns how large the heap of a worker may grow. */
    public long heapBytes() {
        return options.jvmArgs().stream()
                .filter(argument -> argument.startsWith(LARGEST_HEAP))
                .map(argument -> argument.substring(LARGEST_HEAP.length()))
                .filter(SIZE.asMatchPredicate())
                .reduce((first, last) -> last)
                .or(options::heap)
                .map(WorkerCommand::bytes)
                .orElseGet(() -> Math.max(LEAST_HEAP, Runtime.getRuntime().maxMemory() / workers));
    }

    /** Reads a size as Java writes it. */
    private static long bytes(String size) {
        int shift = switch (Character.toLowerCase(size.charAt(size.length() - 1))) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        String number = shift == 0 ? size : size.substring(0, size.length() - 1);
        return Long.parseLong(number) << shift;
    }

    private String crashReport() {
        return options.crashDirectory()
                .map(directory -> "-XX:ErrorFile="
                        + directory.toAbsolutePath().toString().replace("%", "%%") + File.separator + CRASH_REPORT)
                .orElse("-XX:+ErrorFileToStderr");
    }

    /** Quotes an argument for a file of arguments. */
    static String quoted(String argument) {
        return '"'
                + argument.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }
}
