package dev.runner.processes.internal.host;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those for whom something may come, and the lock under which they are served: by one thread at a time, whichever it
 * is. They are told whether anybody would see what comes in another way than on a channel: nobody does while who serves
 * sleeps, unless others look meanwhile.
 */
final class Posts {

    private static final Logger LOG = LoggerFactory.getLogger(Posts.class);

    /** Guards what is not final here, and is held while anybody is served. */
    private final ReentrantLock serving = new ReentrantLock();

    private final List<SelectionKey> keys = new CopyOnWriteArrayList<>();
    private boolean asleep;
    private int lookers;

    void add(SelectionKey key) {
        keys.add(key);
    }

    /** Does something that concerns those who are served. */
    void run(Runnable work) {
        serving.lock();
        try {
            work.run();
        } finally {
            serving.unlock();
        }
    }

    /** Who serves is about to sleep: whether it may, since nothing has come. Then it has to tell when it wakes. */
    boolean sleeps() {
        serving.lock();
        try {
            asleep = true;
            tellWhoLooks();
            return !look();
        } finally {
            serving.unlock();
        }
    }

    /** Who serves is awake. */
    void wakes() {
        serving.lock();
        try {
            asleep = false;
            tellWhoLooks();
        } finally {
            serving.unlock();
        }
    }

    /** A thread looks from now on until it {@linkplain #lookerLeaves leaves}, whether who serves sleeps or not. */
    void lookerComes() {
        serving.lock();
        try {
            lookers++;
            tellWhoLooks();
        } finally {
            serving.unlock();
        }
    }

    /** A thread looks no more. When none is left, what has come meanwhile is taken. */
    void lookerLeaves() {
        serving.lock();
        try {
            lookers--;
            tellWhoLooks();
            if (asleep && lookers == 0) {
                look();
            }
        } finally {
            serving.unlock();
        }
    }

    private void tellWhoLooks() {
        keys.forEach(key -> ((Traffic.Ready) key.attachment()).sleeps(asleep && lookers == 0));
    }

    /** Takes what has come in another way than on a channel, unless another thread is about it. */
    void lookIfNobodyDoes() {
        if (hasNews() && serving.tryLock()) {
            try {
                look();
            } finally {
                serving.unlock();
            }
        }
    }

    private boolean hasNews() {
        for (SelectionKey key : keys) {
            if (((Traffic.Ready) key.attachment()).hasNews()) {
                return true;
            }
        }
        return false;
    }

    /** Takes what has come in another way than on a channel: whether that was anything. */
    boolean look() {
        serving.lock();
        try {
            boolean found = false;
            boolean someAreGone = false;
            for (SelectionKey key : keys) {
                someAreGone |= !key.isValid();
                found |= key.isValid() && serve(key, Traffic.Ready::look);
            }
            if (someAreGone) {
                keys.removeIf(key -> !key.isValid());
            }
            return found;
        } finally {
            serving.unlock();
        }
    }

    /** Serves whose channel is ready. */
    void serve(SelectionKey key) {
        serve(key, ready -> {
            ready.ready(key);
            return true;
        });
    }

    /** What is done with who waits for a channel. */
    private interface Service {
        boolean done(Traffic.Ready ready) throws IOException;
    }

    private boolean serve(SelectionKey key, Service service) {
        Traffic.Ready ready = (Traffic.Ready) key.attachment();
        serving.lock();
        try {
            return service.done(ready);
        } catch (CancelledKeyException e) {
            LOG.debug("closed meanwhile", e);
            return false;
        } catch (IOException e) {
            key.cancel();
            ready.broken(e);
            return false;
        } catch (RuntimeException | Error e) {
            LOG.error("a message could not be served", e);
            key.cancel();
            ready.broken(new IOException("a message could not be served: " + e, e));
            return false;
        } finally {
            serving.unlock();
        }
    }
}
