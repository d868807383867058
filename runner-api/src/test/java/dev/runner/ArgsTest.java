package dev.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgsTest {

    @Test
    void positionalArgumentsAreFoundByTheirPlace() {
        Args args = Args.of(2, "four", null);
        assertEquals(3, args.size());
        assertEquals(2, args.get(0));
        assertEquals("four", args.get(1, String.class));
        assertNull(args.get(2, Integer.class));
        assertEquals(Arrays.asList(2, "four", null), args.positional());
        assertEquals(Map.of(), args.named());
    }

    @Test
    void namedArgumentsAreFoundByTheirNameInTheOrderInWhichTheyWereAdded() {
        Args args = Args.of(1).with("suffix", "!").with("nothing", null).with("base", 16);
        assertEquals("!", args.get("suffix", String.class));
        assertNull(args.get("nothing", String.class));
        assertEquals(16, args.<Integer>getOrDefault("base", 10));
        assertNull(args.<String>getOrDefault("nothing", "default"));
        assertEquals(10, args.<Integer>getOrDefault("radix", 10));
        assertEquals(
                List.of("suffix", "nothing", "base"), List.copyOf(args.named().keySet()));
    }

    @Test
    void aNameThatIsThereAlreadyIsReplaced() {
        Args args = Args.none().with("k", 1).withAll(Map.of("k", 2));
        assertEquals(2, args.get("k", Integer.class));
        assertEquals(Map.of("k", 2), args.named());
    }

    @Test
    void argumentsDoNotChangeWithWhatTheyWereMadeOf() {
        Object[] values = {1, 2};
        Map<String, Object> names = new HashMap<>(Map.of("k", 3));
        Args args = Args.of(values).withAll(names);
        values[0] = 9;
        names.put("k", 9);
        args.with("other", 4);
        assertEquals(Args.of(1, 2).with("k", 3), args);
        assertThrows(
                UnsupportedOperationException.class, () -> args.positional().set(0, 9));
        assertThrows(UnsupportedOperationException.class, () -> args.named().put("k", 9));
    }

    @Test
    void whatIsNotThereIsRefusedWithWhatIs() {
        Args args = Args.of(7, 8).with("suffix", "!").with("base", 2);
        assertEquals(
                "argument 3 of 2 positional arguments",
                assertThrows(IndexOutOfBoundsException.class, () -> args.get(3)).getMessage());
        assertEquals(
                "argument -1 of 2 positional arguments",
                assertThrows(IndexOutOfBoundsException.class, () -> args.get(-1, Integer.class))
                        .getMessage());
        assertEquals(
                "no argument named 'prefix'; there are: [suffix, base]",
                assertThrows(IllegalArgumentException.class, () -> args.get("prefix", String.class))
                        .getMessage());
    }

    @Test
    void anArgumentOfAnotherTypeIsRefusedByName() {
        Args args = Args.of("two").with("suffix", 5L);
        assertEquals(
                "argument 0 is a java.lang.String, not a java.lang.Integer",
                assertThrows(ClassCastException.class, () -> args.get(0, Integer.class))
                        .getMessage());
        assertEquals(
                "argument 'suffix' is a java.lang.Long, not a java.lang.String",
                assertThrows(ClassCastException.class, () -> args.get("suffix", String.class))
                        .getMessage());
    }

    @Test
    void nullNamesAreRefused() {
        assertEquals(
                "name",
                assertThrows(NullPointerException.class, () -> Args.none().with(null, 1))
                        .getMessage());
        Map<String, Object> names = new HashMap<>();
        names.put(null, 1);
        assertEquals(
                "name",
                assertThrows(NullPointerException.class, () -> Args.none().withAll(names))
                        .getMessage());
    }

    @Test
    void argumentsAreShownAsInACall() {
        assertEquals("()", Args.none().toString());
        assertEquals("(2, null, x)", Args.of(2, null, "x").toString());
        assertEquals("(suffix=!)", Args.none().with("suffix", "!").toString());
        assertEquals("(2, a=1, b=null)", Args.of(2).with("a", 1).with("b", null).toString());
    }

    @Test
    void equalArgumentsAreEqual() {
        assertEquals(
                Args.of(1, null).with("a", 2).with("b", 3),
                Args.of(1, null).with("b", 3).with("a", 2));
        assertEquals(
                Args.of(1, null).with("a", 2).with("b", 3).hashCode(),
                Args.of(1, null).with("b", 3).with("a", 2).hashCode());
        assertNotEquals(Args.of(1), Args.of(1L));
        assertNotEquals(Args.of(1), Args.of(1, null));
        assertNotEquals(Args.of(1), Args.of(1).with("a", null));
        assertNotEquals(Args.of(1).with("a", 2), Args.of(1).with("a", 3));
        assertSame(Args.none(), Args.of());
        assertNotEquals(Args.none(), null);
    }

    @Test
    void argumentsTravelWhenTheirValuesDo() throws Exception {
        Args args = Args.of(1, null, "x").with("b", List.of(2)).with("a", null);
        Args copy = Copies.of(args);
        assertEquals(args, copy);
        assertEquals(args.toString(), copy.toString());
        assertThrows(NotSerializableException.class, () -> Copies.of(Args.of(new Object())));
    }
}
