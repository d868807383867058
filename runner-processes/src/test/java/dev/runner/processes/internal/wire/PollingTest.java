package dev.runner.processes.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollingTest {

    private static final long STEP = TimeUnit.MICROSECONDS.toNanos(1);
    private static final int MOST = 201;

    private long now;
    private long step = STEP;
    private int looks;
    private final Polling polling = new Polling(() -> now += step);

    /** Waits for what does not come: how often that was looked for. */
    private int inVain() {
        looks = 0;
        assertFalse(polling.poll(() -> {
            looks++;
            return false;
        }));
        return looks;
    }

    private int until(int look) {
        looks = 0;
        assertTrue(polling.poll(() -> ++looks == look));
        return looks;
    }

    @Test
    void whatIsThereIsFoundAtOnce() {
        assertEquals(1, until(1));
    }

    @Test
    void whatDoesNotComeIsLookedForForSoLong() {
        assertEquals(MOST, inVain());
    }

    @Test
    void whoLookedInVainLooksForHalfAsLong() {
        assertEquals(MOST, inVain());
        assertEquals(MOST / 2 + 1, inVain());
        assertEquals(MOST / 4 + 1, inVain());
        for (int i = 0; i < 10; i++) {
            inVain();
        }
        assertEquals(3, inVain());
    }

    @Test
    void whatWasWorthItIsDoneForAsLongAsEver() {
        inVain();
        inVain();
        until(40);
        assertEquals(MOST, inVain());
    }

    @Test
    void itIsTriedAgainMoreAndMoreSeldom() {
        List<Integer> tries = new ArrayList<>();
        for (int wait = 1; wait <= 500; wait++) {
            if (inVain() == MOST) {
                tries.add(wait);
            }
        }
        assertEquals(List.of(1, 32, 32 + 64, 32 + 64 + 128, 32 + 64 + 128 + 256), tries);
    }

    @Test
    void nobodyLooksForAWhileWhenOthersWantTheProcessor() {
        looks = 0;
        assertFalse(polling.poll(() -> {
            looks++;
            now += looks == 5 ? TimeUnit.MILLISECONDS.toNanos(4) : 0;
            return false;
        }));
        assertEquals(5, looks);
        assertEquals(1, inVain());
        now += TimeUnit.MILLISECONDS.toNanos(3);
        assertTrue(inVain() > 1);
    }

    @Test
    void whatComesToSleepersSoonIsWorthLookingFor() {
        for (int i = 0; i < 10; i++) {
            inVain();
        }
        polling.slept(TimeUnit.MICROSECONDS.toNanos(20));
        assertEquals(MOST, inVain());
    }

    @Test
    void whatTakesLongIsNot() {
        for (int i = 0; i < 10; i++) {
            inVain();
            polling.slept(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertEquals(3, inVain());
    }

    @Test
    void nobodyLooksForAWhileWhenThatKeepsOffWhatIsToCome() {
        assertEquals(MOST, inVain());
        polling.slept(TimeUnit.MICROSECONDS.toNanos(20));
        assertEquals(1, inVain());
        now += TimeUnit.MILLISECONDS.toNanos(3);
        assertTrue(inVain() > 1);
    }

    @Test
    void oneLateLookIsPassedOverIfItHasBeenWorthItOften() {
        for (int i = 0; i < 8; i++) {
            until(3);
        }
        late();
        until(3);
        late();
        assertEquals(1, inVain());
    }

    private void late() {
        looks = 0;
        assertFalse(polling.poll(() -> {
            looks++;
            now += looks == 5 ? TimeUnit.MILLISECONDS.toNanos(1) : 0;
            return false;
        }));
        assertEquals(5, looks);
    }

    @Test
    void whatIsThereIsTakenWhileNobodyLooks() {
        late();
        assertEquals(1, until(1));
    }

    @Test
    void busyProcessorsAreAskedMoreAndMoreSeldom() {
        step = TimeUnit.MILLISECONDS.toNanos(1);
        int asked = 0;
        for (int wait = 0; wait < 10_000; wait++) {
            asked += inVain() > 1 ? 1 : 0;
        }
        int seldom = asked;
        assertTrue(seldom < 400, () -> seldom + " of 10000 waits on busy processors looked at all");
        assertTrue(seldom > 50, () -> seldom + " of 10000 waits on busy processors looked at all");
    }

    @Test
    void itIsAsEverWhenTheyAreFreeAgain() {
        step = TimeUnit.MILLISECONDS.toNanos(1);
        for (int wait = 0; wait < 1000; wait++) {
            inVain();
        }
        step = STEP;
        now += TimeUnit.SECONDS.toNanos(1);
        until(3);
        assertEquals(MOST, inVain());
    }
}
