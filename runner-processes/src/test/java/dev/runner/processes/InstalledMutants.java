package dev.runner.processes;

import dev.runner.BackendStartException;
import dev.runner.TaskContext;
import dev.runner.VoidTask;
import dev.runner.spi.DriverConfig;
import dev.runner.spi.PoolDriver;
import java.util.List;
import java.util.Optional;

/** Pools of processes that are broken in other JVMs than that of the test, where they are found by their ids. */
public final class InstalledMutants {

    static final List<KitMutant> ALL = List.of(
            new KitMutant("opens no pool inside of a task", "7.5", "poolInsideTaskWorks", new NotInside()),
            new KitMutant("runs main in each worker", "7.6", "mainRunsOnceHoweverManyWorkersThereAre", new RunsMain()),
            new KitMutant(
                    "ends its workers at Ctrl-C", "7.8", "ctrlCLeavesItToTheParentWhenWorkersEnd", new EndsAtOnce()));

    private InstalledMutants() {}

    /** Opens no pool where there is one already. */
    public static final class NotInside extends PassingBackend {

        /** For the search. */
        public NotInside() {
            super(NotInside::openOutside);
        }

        private static PoolDriver openOutside(DriverConfig config) {
            if (TaskContext.find().isPresent()) {
                throw new BackendStartException("not inside of a task");
            }
            return PassingBackend.openProcesses(config);
        }

        @Override
        public String id() {
            return "not-inside";
        }
    }

    /** Kills its workers as soon as the JVM is to exit. */
    public static final class EndsAtOnce extends PassingBackend {

        /** For the search. */
        public EndsAtOnce() {
            super(EndsAtOnce::openAndWatch);
        }

        private static PoolDriver openAndWatch(DriverConfig config) {
            Runtime.getRuntime().addShutdownHook(new Thread(EndsAtOnce::endAll));
            return PassingBackend.openProcesses(config);
        }

        private static void endAll() {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        }

        @Override
        public String id() {
            return "ends-at-once";
        }
    }

    /** Runs in each worker the main class of the JVM that opened the pool, for no backend. */
    public static final class RunsMain extends PassingBackend {

        /** For the search. */
        public RunsMain() {
            super(config -> PassingBackend.openProcesses(runningMain(config)));
        }

        private static DriverConfig runningMain(DriverConfig config) {
            String[] command = System.getProperty("sun.java.command", "").split(" ", -1);
            command[Math.min(1, command.length - 1)] = "no-backend";
            return new PassingConfig(config) {
                @Override
                public Optional<VoidTask> initializer() {
                    return Optional.of(() -> run(command));
                }
            };
        }

        private static void run(String[] command) {
            try {
                var main = Class.forName(command[0]).getDeclaredMethod("main", String[].class);
                main.setAccessible(true);
                main.invoke(null, (Object)
                        List.of(command).subList(1, command.length).toArray(String[]::new));
            } catch (ReflectiveOperationException e) {
                System.err.println("main has failed: " + e.getCause());
            }
        }

        @Override
        public String id() {
            return "runs-main";
        }
    }
}
