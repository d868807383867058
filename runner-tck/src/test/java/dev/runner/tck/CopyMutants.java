package dev.runner.tck;

import dev.runner.Job;
import dev.runner.TaskSerializationException;
import dev.runner.spi.TaskRun;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Backends that are broken in how tasks and results cross. */
final class CopyMutants {

    static final List<Mutant> ALL = List.of(
            Mutant.copying(
                    "hangs on a task that it can't decode",
                    "6.1",
                    "exceptionFailsThatTaskAlone",
                    config -> new CopyingDriver(config) {
                        @Override
                        void fail(TaskRun<Object> run, Throwable error) {
                            if (error instanceof TaskSerializationException) {
                                LifeTasks.busy(2_000L * LifeTasks.LIMIT_SECONDS, 0);
                            }
                            super.fail(run, error);
                        }
                    }),
            Mutant.copying(
                    "forgets a task that it can't encode",
                    "6.1",
                    "errorWhileEncodingTaskFailsThatTaskAlone",
                    config -> new CopyingDriver(config) {
                        @Override
                        void refuse(TaskRun<?> run, TaskSerializationException why) {}
                    }),
            Mutant.copying(
                    "throws a task that it can't encode back at who submits",
                    "6.1",
                    "errorWhileEncodingTaskFailsThatTaskAlone",
                    config -> new CopyingDriver(config) {
                        @Override
                        void refuse(TaskRun<?> run, TaskSerializationException why) {
                            throw why;
                        }
                    }),
            Mutant.copying(
                    "encodes a task when a worker takes it",
                    "6.7",
                    "changingArgumentsAfterwardsHasNoEffect",
                    config -> new CopyingDriver(config) {
                        private final Map<Long, Job<?>> jobs = new ConcurrentHashMap<>();

                        @Override
                        byte[] pack(TaskRun<?> run, Job<?> job) {
                            jobs.put(run.id(), job);
                            return new byte[0];
                        }

                        @Override
                        Job<?> unpack(TaskRun<?> run, byte[] parcel) {
                            return super.unpack(run, super.pack(run, jobs.remove(run.id())));
                        }
                    }),
            bare("does not tell the way to what can't be serialized", "6.2", "wayToFieldThatCannotBeSerializedIsTold"),
            Mutant.copying(
                    "tells of what a task throws the text alone",
                    "6.3",
                    "exceptionThatCannotBeEncodedIsToldWithItsCauses",
                    config -> new CopyingDriver(config) {
                        @Override
                        void fail(TaskRun<Object> run, Throwable error) {
                            super.fail(run, new IllegalStateException(error.toString()));
                        }
                    }),
            bare("does not tell which class is missing", "6.4", "classThatTheParentLacksIsNamed"),
            Mutant.copying(
                    "tells too late that it can't ship a task",
                    "6.6",
                    "runnableThatCannotBeShippedIsRefusedAtTheCall",
                    config -> new CopyingDriver(config) {
                        @Override
                        void refuse(TaskRun<?> run, TaskSerializationException why) {
                            host.completions().execute(() -> {
                                LifeTasks.busy(500, 0);
                                run.failed(why);
                            });
                        }
                    }));

    private CopyMutants() {}

    /** Breaks nothing: the driver of the tests itself does not go so far, and another is not asked. */
    private static Mutant bare(String broken, String rule, String check) {
        return new Mutant(broken, rule, check, GoodBackend.copying(CopyingDriver::new), new GoodBackend());
    }
}
