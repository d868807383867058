package dev.runner.processes.internal.worker;

import dev.runner.processes.internal.launch.WorkerSettings;
import dev.runner.processes.internal.wire.SlotPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A worker that serves nobody, while its JVM takes down what it loads, and how its code is used, for an AOT cache. It
 * loads the classes that a real worker has loaded, without initializing them, so that no code of the user's runs here;
 * and then it runs tasks of its own, which {@link TrainingPool} sends it.
 */
public final class TrainingMain {

    /** How lines of the list begin that name no class. */
    private static final List<String> OTHERS = List.of("@", "#");

    private TrainingMain() {}

    /**
     * Runs the training.
     *
     * @param args the list of classes; the file of the shared page, to be made; the path of the socket, to be made too,
     *     or empty for a port on the loopback interface
     */
    public static void main(String[] args) {
        try {
            WorkerMain.chooseSelectors();
            int loaded = load(Path.of(args[0]));
            TrainingPool pool = new TrainingPool(SlotPage.create(Path.of(args[1])), args[2], args[1]);
            WorkerSettings settings = pool.start();
            SlotPage page = SlotPage.open(Path.of(settings.page()));
            Link link = Link.connect(settings, page.ring());
            WorkerMain.serve(settings, page, link);
            link.finish();
            WorkerEnd.halt(0, "loaded " + loaded + " classes, ran " + pool.awaitEnd() + " tasks");
        } catch (Throwable e) {
            WorkerEnd.halt(WorkerEnd.NO_POOL, "the training has failed: " + e);
        }
    }

    /** Loads classes, those that can be: how many. */
    private static int load(Path list) throws IOException {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        int loaded = 0;
        for (String line : Files.readAllLines(list)) {
            if (OTHERS.stream().noneMatch(line::startsWith) && isLoaded(nameIn(line), loader)) {
                loaded++;
            }
        }
        return loaded;
    }

    private static String nameIn(String line) {
        int end = line.indexOf(' ');
        return (end < 0 ? line : line.substring(0, end)).replace('/', '.');
    }

    private static boolean isLoaded(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // such as one of a loader of the user's, or that Java makes as it runs
        }
    }
}
