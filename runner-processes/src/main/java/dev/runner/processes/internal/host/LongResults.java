package dev.runner.processes.internal.host;

import dev.runner.processes.internal.wire.BadFrameException;
import dev.runner.processes.internal.wire.Message;
import dev.runner.remote.Payloads;
import dev.runner.remote.SharedBlocks;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Results that are long arrays, of all workers: those in {@link ResultBlocks}, and those for which there is no block
 * yet.
 */
final class LongResults {

    private final Payloads payloads;

    LongResults(Payloads payloads) {
        this.payloads = payloads;
    }

    /**
     * An outcome has come: if it is in a block, nobody else may use that until it is given back. Called by the thread
     * of the traffic, which looks at nothing there.
     *
     * @throws BadFrameException if it can't be there
     */
    void arrived(Worker worker, Message.Ended ended) throws BadFrameException {
        if (isInBlock(ended)) {
            blocksOf(worker).take(partOf(ended));
        }
    }

    /**
     * Returns the block of an outcome that has {@link #arrived}, before anybody gives that back; null if it has none.
     */
    ResultBlocks.@Nullable Taken blockOf(Worker worker, Message.Ended ended) throws BadFrameException {
        return isInBlock(ended) ? blocksOf(worker).taken(partOf(ended)) : null;
    }

    /** Gives back the blocks of outcomes that have {@link #arrived} and are of no use. */
    void drop(Worker worker, List<Message.Ended> all) throws BadFrameException {
        for (Message.Ended ended : all) {
            ResultBlocks.Taken block = blockOf(worker, ended);
            if (block != null) {
                block.giveBack();
            }
        }
    }

    private boolean isInBlock(Message.Ended ended) {
        return ended.succeeded() && payloads.isResultInBlock(ended.outcome());
    }

    private static SharedBlocks.Part partOf(Message.Ended ended) throws BadFrameException {
        try {
            return Payloads.partOf(ended.outcome());
        } catch (IOException e) {
            throw new BadFrameException("a result does not tell in which block it is: " + e.getMessage());
        }
    }

    private static ResultBlocks blocksOf(Worker worker) throws BadFrameException {
        WorkerProcess process = worker.process();
        if (process == null) {
            throw new BadFrameException("a worker that was not started has no blocks");
        }
        return process.resultBlocks();
    }

    /** A result has come and was told: the worker may be lent a block for the next, if this is one for a block. */
    void cameWithoutBlock(Worker worker, Message.Ended ended) {
        int bytes = payloads.bytesForBlock(ended.outcome());
        WorkerProcess process = worker.process();
        if (bytes > 0 && process != null) {
            Message.Lend lend = process.resultBlocks().missed(bytes);
            if (lend != null) {
                process.connection().add(lend);
                process.connection().flush();
            }
        }
    }
}
