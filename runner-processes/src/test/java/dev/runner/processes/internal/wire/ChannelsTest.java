package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class ChannelsTest {

    @Test
    void tcpSendsAtOnce() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            Channels.prepare(channel);
            assertTrue(channel.getOption(StandardSocketOptions.TCP_NODELAY));
            assertFalse(channel.isBlocking());
        }
    }

    @Test
    void unixSocketsHaveNoSuchOption() throws Exception {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Channels.prepare(channel);
            assertFalse(channel.isBlocking());
        }
    }
}
