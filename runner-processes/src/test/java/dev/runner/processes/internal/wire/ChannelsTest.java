package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsTest {

    @Test
    void tcpSendsAtOnceOnBothSides() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel caller = SocketChannel.open(server.getLocalAddress());
                    SocketChannel called = server.accept()) {
                for (SocketChannel channel : new SocketChannel[] {caller, called}) {
                    Channels.prepare(channel);
                    assertTrue(channel.getOption(StandardSocketOptions.TCP_NODELAY));
                    assertFalse(channel.isBlocking());
                }
            }
        }
    }

    @Test
    void unixSocketsHaveNoSuchOption(@TempDir Path directory) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
            try (SocketChannel caller = SocketChannel.open(server.getLocalAddress());
                    SocketChannel called = server.accept()) {
                for (SocketChannel channel : new SocketChannel[] {caller, called}) {
                    Channels.prepare(channel);
                    assertFalse(channel.isBlocking());
                }
            }
        }
    }
}
