package dev.runner.processes.internal.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** How both sides use the channel between them. */
public final class Channels {

    private Channels() {}

    /**
     * Prepares a channel that is connected: it does not block, and where it is TCP it sends at once, since a task and
     * its answer are small messages that somebody waits for.
     */
    public static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel.getRemoteAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }
}
