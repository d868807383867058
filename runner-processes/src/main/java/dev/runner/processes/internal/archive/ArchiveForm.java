package dev.runner.processes.internal.archive;

import dev.runner.processes.internal.launch.WorkerCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an archive is, which depends on the Java that makes it and uses it. */
enum ArchiveForm {

    /** Classes, and lambdas among them, made from a list of their names. */
    CLASSES,

    /**
     * Classes, and what a training has shown of how the code of workers is used, by which it is compiled sooner: the
     * AOT cache of Java 25 and later.
     */
    AOT_CACHE;

    private static final int FIRST_WITH_PROFILES = 25;

    /**
     * Archives are used at the address that they were made for, so that workers share their memory. Java would move
     * each elsewhere, which changes all of its pages.
     */
    private static final List<String> IN_PLACE =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    static ArchiveForm of(WorkerCommand command) {
        return command.javaFeature() >= FIRST_WITH_PROFILES ? AOT_CACHE : CLASSES;
    }

    /**
     * Returns the flags of a worker that uses an archive. Java goes on without one that it finds to be of no use, which
     * is nothing to print.
     */
    List<String> use(Path archive) {
        return switch (this) {
            case CLASSES -> with("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off");
            case AOT_CACHE -> with("-XX:AOTCache=" + archive, "-XX:AOTMode=auto", "-Xlog:aot*=off", "-Xlog:cds*=off");
        };
    }

    /** Returns the flags of a JVM that fails if an archive is of no use. */
    List<String> trial(Path archive) {
        return switch (this) {
            case CLASSES -> with("-XX:SharedArchiveFile=" + archive, "-Xshare:on");
            case AOT_CACHE -> with("-XX:AOTCache=" + archive, "-XX:AOTMode=on");
        };
    }

    private static List<String> with(String... more) {
        List<String> flags = new ArrayList<>(IN_PLACE);
        flags.addAll(List.of(more));
        return flags;
    }
}
