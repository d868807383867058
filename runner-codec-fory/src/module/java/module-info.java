/** The codec {@code fory}: object graphs cross to workers by Apache Fory. There is nothing to call: it is found. */
module dev.runner.codec.fory {
    requires dev.runner.remote;
    requires org.apache.fory.core;
    requires static com.google.auto.service;
    requires static org.jspecify;

    provides dev.runner.remote.spi.PayloadCodec with
            dev.runner.codec.fory.ForyCodec;
}
