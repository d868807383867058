package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.Message;
import dev.runner.processes.internal.wire.SlotPage;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedParcel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the pool sees it: its state, and what was sent to it. Everything here is guarded by the crew's lock,
 * except what is final, and what is written once or seen last.
 *
 * <pre>
 * STARTING --ready--> READY --asked to end, doomed--> LEAVING --process and connection have ended--> (forgotten)
 * STARTING --failed, asked to end--> LEAVING
 * </pre>
 */
final class Worker {

    enum State {
        STARTING,
        READY,
        LEAVING
    }

    private final String id;
    private final Reports reports;
    private final LastWords lastWords = new LastWords();
    private final Backlog backlog = new Backlog(this::backlogChanged);
    private final @Nullable Errand[] slots = new Errand[SlotPage.SLOTS];
    private final int[] owed = new int[SlotPage.SLOTS];
    private final BitSet defined = new BitSet();
    private final Set<Integer> shared = new HashSet<>(0);
    private final int maxTasks;
    private final Payloads payloads;
    private int classesDefined;
    private State state = State.STARTING;
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable String killedBecause;
    private volatile long residentBytes;
    private volatile @Nullable OomKiller oomKiller;
    private @Nullable Worker successor;
    private @Nullable Worker predecessor;
    private long taken;
    private int outstanding;
    private int sent;
    private int answers;
    private int answersAtLook;
    private boolean busyAtLook;
    private boolean slow;
    private final long hiredNanos = System.nanoTime();
    private long idleSinceNanos = hiredNanos;
    private boolean wasReady;
    private boolean askedToEnd;
    private boolean tooLarge;

    Worker(String id, Reports reports, int maxTasks, Payloads payloads) {
        this.id = id;
        this.reports = reports;
        this.maxTasks = maxTasks;
        this.payloads = payloads;
    }

    String id() {
        return id;
    }

    /** What is to be told of the worker, in order. */
    Reports reports() {
        return reports;
    }

    LastWords lastWords() {
        return lastWords;
    }

    /** What it has printed and logged that has not been passed on. */
    Backlog backlog() {
        return backlog;
    }

    private void backlogChanged() {
        WorkerProcess of = process;
        if (of != null) {
            of.connection().reconsider();
        }
    }

    State state() {
        return state;
    }

    long hiredNanos() {
        return hiredNanos;
    }

    boolean wasReady() {
        return wasReady;
    }

    boolean wasAskedToEnd() {
        return askedToEnd;
    }

    void started(WorkerProcess launched) {
        oomKiller = OomKiller.since();
        process = launched;
    }

    @Nullable
    WorkerProcess process() {
        return process;
    }

    /** The worker is ready: whether that was awaited, and it is not leaving already. */
    boolean ready() {
        if (state != State.STARTING) {
            return false;
        }
        state = State.READY;
        wasReady = true;
        idleSinceNanos = System.nanoTime();
        return true;
    }

    void leaves(boolean inOrder) {
        state = State.LEAVING;
        askedToEnd |= inOrder;
    }

    /** Tells whether it is to be replaced: it has been sent as many tasks as it may, or is too large. */
    boolean isWornOut() {
        return sent >= maxTasks || tooLarge;
    }

    /** It is larger than a worker may be, and is to be replaced. */
    void becameTooLarge() {
        tooLarge = true;
    }

    boolean takesTasks() {
        return state == State.READY && !isWornOut();
    }

    @Nullable
    Worker successor() {
        return successor;
    }

    /** Returns whom it is to succeed, or null. */
    @Nullable
    Worker predecessor() {
        return predecessor;
    }

    void succeeds(@Nullable Worker previous) {
        predecessor = previous;
    }

    void succeededBy(@Nullable Worker next) {
        successor = next;
    }

    int outstanding() {
        return outstanding;
    }

    boolean isIdle() {
        return state == State.READY && outstanding == 0;
    }

    /**
     * Looks what it has done since the last look: it is slow if it has had something to do since then and has not
     * answered. Whether that is so, and was not before.
     */
    boolean becomesSlow() {
        boolean before = slow;
        slow = busyAtLook && !hasAnswered();
        busyAtLook = outstanding > 0;
        answersAtLook = answers;
        return slow && !before;
    }

    /** Tells whether it has something to do, and an answer is to come soon as far as is known. */
    boolean isPrompt() {
        return outstanding > 0 && !slow && state == State.READY;
    }

    /** Tells whether it has answered since the last look. */
    boolean hasAnswered() {
        return answers != answersAtLook;
    }

    long idleNanos() {
        return System.nanoTime() - idleSinceNanos;
    }

    /** Sends an errand: it is on its way when the connection is flushed. */
    void send(Errand errand) {
        WorkerProcess to = process;
        if (to == null) {
            throw new IllegalStateException("worker '" + id + "' is ready without a process");
        }
        int slot = freeSlot();
        int count = errand.count();
        slots[slot] = errand;
        owed[slot] = count;
        outstanding += count;
        sent += count;
        errand.sentTo(this, slot);
        to.page().send(slot);
        Cargo cargo = errand.cargo();
        int function = cargo.function();
        if (function > 0 && !defined.get(function)) {
            defined.set(function);
            to.connection().add(new Message.Define(function, cargo.definition()));
        }
        defineClasses(to.connection());
        for (SharedParcel parcel : cargo.shared()) {
            byte[] value = parcel.bytes();
            if (value.length > 0 && shared.add(parcel.number())) {
                to.connection().add(new Message.Share(parcel.number(), value));
            }
        }
        to.connection().add(errand.message());
    }

    /** Tells of all classes that have a number by now: what was encoded before has no others in it. */
    private void defineClasses(Connection to) {
        int numbered = payloads.classes().count();
        while (classesDefined < numbered) {
            classesDefined++;
            to.add(new Message.DefineClass(classesDefined, payloads.classes().definition(classesDefined)));
        }
    }

    /** Returns how many tasks it may still be sent. */
    int left() {
        return maxTasks - sent;
    }

    /** Has it forget a shared value, if it was sent that: whether it was. */
    boolean forget(int number) {
        boolean known = shared.remove(number);
        if (known) {
            add(new Message.Forget(number));
        }
        return known;
    }

    private int freeSlot() {
        int slot = Long.numberOfTrailingZeros(~taken);
        if (slot >= slots.length) {
            throw new IllegalStateException("worker '" + id + "' has " + outstanding + " tasks and no slot");
        }
        taken |= 1L << slot;
        return slot;
    }

    /** Returns what is in a slot, or null. */
    @Nullable
    Errand at(int slot) {
        return slot >= 0 && slot < slots.length ? slots[slot] : null;
    }

    /** The worker has answered for a task in a slot. */
    void answered(int slot) {
        answers++;
        slow = false;
        settle(slot, 1);
    }

    private void settle(int slot, int count) {
        owed[slot] -= count;
        outstanding -= count;
        if (outstanding == 0) {
            idleSinceNanos = System.nanoTime();
        }
    }

    /** The worker has no more to say of a slot. */
    void free(int slot) {
        slots[slot] = null;
        taken &= ~(1L << slot);
        settle(slot, owed[slot]);
        WorkerProcess of = process;
        if (of != null) {
            of.page().free(slot);
        }
    }

    /**
     * Takes back what this worker has not begun of an errand. It has been sent all the same.
     *
     * @return that, back in the queue, or null if there is nothing of that kind
     */
    @Nullable
    Errand takeBack(Errand errand) {
        WorkerProcess from = process;
        int count = errand.sentCount();
        if (from == null || errand.saidBegun() >= count) {
            return null;
        }
        int slot = errand.slot();
        int index = from.page().takeBack(slot, count);
        if (index >= count) {
            return null;
        }
        settle(slot, index > 0 ? count - index : count - 1); // what was sent first counts until the worker has met it
        return errand.splitTakenBack(index);
    }

    /** Returns how many tasks it has begun of those that it was sent, by its words or by the word in the page. */
    int begun(Errand errand) {
        return Math.min(errand.sentCount(), Math.max(errand.saidBegun(), begun(errand.slot())));
    }

    /** Returns how many tasks it has begun of those in a slot, by the word in the page. */
    int begun(int slot) {
        WorkerProcess of = process;
        return of == null ? 0 : of.page().begun(slot);
    }

    /** Tells whether it has not said all that it has done, or is to begin something and runs nothing meanwhile. */
    boolean owesAnswer() {
        WorkerProcess of = process;
        if (of == null || state != State.READY || outstanding == 0) {
            return false;
        }
        boolean runs = false;
        for (int slot = 0; slot < slots.length; slot++) {
            Errand errand = slots[slot];
            if (errand == null) {
                continue;
            }
            int begun = of.page().begun(slot);
            if (of.page().isRunning(slot)) {
                runs = true;
                if (errand.saidBegun() < begun) {
                    return true;
                }
            } else if (begun > errand.answeredCount()) {
                return true;
            }
        }
        return !runs;
    }

    /** Is about to be killed for a task in a slot: whether it runs that. */
    boolean doom(int slot, int index) {
        WorkerProcess of = process;
        return of != null && of.page().doom(slot, index);
    }

    /** Returns what was sent and neither answered nor taken back by another; the withdrawn may be among it. */
    List<Errand> errands() {
        List<Errand> all = new ArrayList<>();
        for (int slot = 0; slot < slots.length; slot++) {
            Errand errand = slots[slot];
            if (errand != null && errand.isWith(this, slot)) {
                all.add(errand);
            }
        }
        return all;
    }

    void add(Message.Down message) {
        WorkerProcess to = process;
        if (to != null) {
            to.connection().add(message);
        }
    }

    void flush() {
        WorkerProcess to = process;
        if (to != null) {
            to.connection().flush();
        }
    }

    /** Kills it for a reason that is to be told. */
    void kill(String because) {
        killedBecause = because;
        kill();
    }

    /** It holds so much of the machine's memory now. */
    void seenWith(long bytes) {
        residentBytes = bytes;
    }

    /** Returns how much of the machine's memory it held when that was last looked at, or 0. */
    long residentBytes() {
        return residentBytes;
    }

    /** Tells whether the system has killed somebody for want of memory since it was started. */
    boolean hasOomKillerBeenAtWork() {
        OomKiller killer = oomKiller;
        return killer != null && killer.hasKilled();
    }

    /** Returns why it was killed, if there is something to tell. */
    @Nullable
    String killedBecause() {
        return killedBecause;
    }

    void kill() {
        WorkerProcess of = process;
        if (of != null) {
            of.kill();
        }
    }
}
