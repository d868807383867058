/** The backend {@code processes}: workers that are child JVMs. */
module dev.runner.processes {
    requires transitive dev.runner.api;
    requires dev.runner.remote;
    requires java.management;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static org.jspecify;

    exports dev.runner.processes;
    exports dev.runner.processes.internal.worker to
            org.slf4j;

    provides dev.runner.spi.PoolBackend with
            dev.runner.processes.internal.host.ProcessesBackend;
}
