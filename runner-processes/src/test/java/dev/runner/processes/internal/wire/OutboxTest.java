package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {

    @Test
    void messagesArriveInOrder() throws Exception {
        Pipe pipe = new Pipe(100_000, 7);
        Outbox outbox = new Outbox(pipe);
        List<Message> sent = new ArrayList<>();
        for (int slot = 0; slot < 500; slot++) {
            sent.add(new Message.Started(slot, 0));
            outbox.add(new Message.Started(slot, 0));
        }
        assertTrue(outbox.flush());
        Inbox inbox = new Inbox(pipe, 1000);
        List<Message> received = new ArrayList<>();
        while (received.size() < sent.size()) {
            inbox.receive(received::add);
        }
        assertEquals(sent, received);
    }

    @Test
    void whatDoesNotFitIsWrittenLater() throws Exception {
        Pipe pipe = new Pipe(1000, 1000);
        byte[] payload = new byte[300_000];
        new Random(1).nextBytes(payload);
        Outbox outbox = new Outbox(pipe);
        outbox.add(new Message.Ended(1, 0, true, 1, payload));
        outbox.add(new Message.Ready());
        assertFalse(outbox.flush());
        Inbox inbox = new Inbox(pipe, 1_000_000);
        List<Message> received = new ArrayList<>();
        while (!outbox.flush()) {
            inbox.receive(received::add);
        }
        inbox.receive(received::add);
        assertArrayEquals(
                payload, assertInstanceOf(Message.Ended.class, received.get(0)).outcome());
        assertEquals(new Message.Ready(), received.get(1));
    }

    /** A channel copies all that it is offered, also what the kernel does not take. */
    @Test
    void longMessageIsOfferedInSmallParts() throws Exception {
        int length = 4_000_000;
        Pipe pipe = new Pipe(length + 1000, 65_536);
        Outbox outbox = new Outbox(pipe);
        outbox.add(new Message.Ended(1, 0, true, 1, new byte[length]));
        assertTrue(outbox.flush());
        assertTrue(pipe.copied() < 3 * length, () -> pipe.copied() + " bytes were offered, of " + length);
    }

    @Test
    void emptyOutboxIsFlushed() throws Exception {
        assertTrue(new Outbox(new Pipe(0, 0)).flush());
    }
}
