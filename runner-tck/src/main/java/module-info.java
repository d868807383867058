/** The tests every backend has to pass. */
module dev.runner.tck {
    requires transitive dev.runner.api;
    requires transitive org.junit.jupiter.api;
    requires org.opentest4j;
    requires static org.jspecify;

    exports dev.runner.tck;

    uses dev.runner.spi.PoolBackend;

    opens dev.runner.tck;
}
