/** Example programs. */
module dev.runner.examples {
    requires dev.runner.api;
    requires dev.runner.threads;
    requires dev.runner.forkjoin;
    requires dev.runner.processes;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires de.siegmar.fastcsv;
    requires java.desktop;
    requires org.slf4j;
    requires xchart;
    requires static org.jspecify;

    opens dev.runner.examples to
            info.picocli;
}
