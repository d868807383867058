package dev.runner.codec.fory;

import dev.runner.Args;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values and classes of all kinds. */
@SuppressWarnings({"serial", "JdkObsolete", "JavaUtilDate", "ArrayRecordComponent", "unused"})
final class Samples {

    private Samples() {}

    static List<Object> values() {
        List<Object> all = new ArrayList<>(List.of(
                true,
                (byte) -1,
                'x',
                'é',
                (short) 7,
                42,
                -42L,
                Long.MIN_VALUE,
                1.5f,
                Double.NaN,
                "",
                "text",
                "täxt €",
                "\uD83D\uDE00",
                "x".repeat(5000),
                BigInteger.TEN.pow(50),
                new BigDecimal("1.50"),
                new UUID(1, 2),
                new Date(5),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                Duration.ofNanos(5),
                Instant.now(),
                LocalDate.now(ZoneOffset.ofHours(3)),
                LocalTime.now(ZoneOffset.ofHours(3)),
                LocalDateTime.now(ZoneOffset.ofHours(3)),
                MonthDay.now(ZoneOffset.ofHours(3)),
                OffsetDateTime.now(ZoneOffset.ofHours(3)),
                OffsetTime.now(ZoneOffset.ofHours(3)),
                Period.ofDays(3),
                Year.of(2000),
                YearMonth.now(ZoneOffset.ofHours(3)),
                ZoneOffset.UTC,
                ZoneOffset.ofHours(3),
                ZoneId.of("Europe/Berlin"),
                ZonedDateTime.now(ZoneId.of("Europe/Berlin"))));
        all.addAll(collections());
        all.addAll(arrays());
        all.addAll(
                List.of(new Point(1, 2), Colour.RED, Colour.GREEN, new Box(null), new Box(List.of(new Point(3, 4)))));
        return all;
    }

    private static List<Object> collections() {
        Map<String, Object> linked = new LinkedHashMap<>();
        linked.put("z", 1);
        linked.put("a", null);
        linked.put(null, List.of());
        BitSet bits = new BitSet();
        bits.set(5);
        Vector<Object> vector = new Vector<>(List.of("v"));
        return new ArrayList<>(List.of(
                new ArrayList<>(Arrays.asList(1, null, "x", new Point(1, 1))),
                new ArrayList<>(),
                new LinkedList<>(List.of(1, 2)),
                new HashMap<>(Map.of("a", 1, "b", new Point(1, 2))),
                linked,
                new HashSet<>(List.of(1, "x")),
                new LinkedHashSet<>(List.of("z", "a")),
                new TreeMap<>(Map.of("b", 1, "a", new Box(2))),
                new TreeSet<>(List.of(3, 1)),
                reversed(),
                new TreeMap<>(Map.of(Colour.RED, 1)),
                new EnumMap<>(Map.of(Colour.GREEN, "g")),
                EnumSet.of(Colour.RED),
                EnumSet.noneOf(Colour.class),
                new ConcurrentHashMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)),
                vector,
                bits,
                List.of(),
                List.of(1),
                List.of(1, 2),
                List.of(1, 2, 3),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                Stream.of(1, 2, 3).toList(),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonList(null),
                Collections.singleton(1),
                Collections.singletonMap("k", null),
                Collections.nCopies(3, "n"),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.unmodifiableList(new LinkedList<>(List.of(1))),
                Collections.unmodifiableSet(new HashSet<>(List.of(1))),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableCollection(new ArrayList<>(List.of(1))),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                Arrays.asList(1, 2),
                Arrays.asList("a", null),
                new AbstractMap.SimpleEntry<>("k", "v"),
                Map.entry("a", 1).getKey()));
    }

    private static Map<String, Integer> reversed() {
        Map<String, Integer> map = new TreeMap<>(Comparator.reverseOrder());
        map.putAll(Map.of("a", 1, "b", 2));
        return map;
    }

    private static List<Object> arrays() {
        return List.of(
                new boolean[] {true, false},
                new byte[] {1},
                new char[] {'x'},
                new short[] {1},
                new int[] {1, -1},
                new long[] {1},
                new float[] {1},
                new double[] {1},
                new String[] {"a", null},
                new Object[] {1, "x", null, new Object[] {2}},
                new Integer[] {1, null},
                new Long[] {1L},
                new Double[] {null, 1.0},
                new Boolean[] {true, null},
                new Character[] {'c'},
                new int[][] {{1}, null, {}},
                new Point[] {new Point(1, 2), null},
                new Point[][] {{new Point(1, 2)}, {}},
                new Colour[] {Colour.RED, Colour.GREEN, null},
                new List<?>[] {List.of(1)},
                new Number[] {1, 2L},
                new Comparable<?>[] {1, "a"},
                new BigDecimal[] {BigDecimal.ONE},
                new TimeUnit[] {TimeUnit.DAYS},
                new Object[0]);
    }

    static String named(Args args) {
        return args.get(0) + " " + args.get("k", List.class);
    }

    record Point(int x, int y) implements Serializable {}

    record Box(@Nullable Object content) implements Serializable {}

    record Loop(String name, List<Object> inside) implements Serializable {}

    /** Not serializable. */
    static final class Handle {}

    enum Colour {
        RED,
        GREEN {
            @Override
            String shade() {
                return "dark";
            }
        };

        String shade() {
            return "plain";
        }
    }

    /** A class whose constructor, getter and setter would be noticed. */
    public static class Bean implements Serializable {
        static final AtomicInteger CALLS = new AtomicInteger();

        transient @Nullable String left = "left";
        transient int leftNumber = 1;
        private final int fixed;
        private @Nullable String text = "initial";

        public Bean() {
            CALLS.incrementAndGet();
            fixed = 5;
        }

        public @Nullable String getText() {
            CALLS.incrementAndGet();
            return "got " + text;
        }

        public void setText(String value) {
            CALLS.incrementAndGet();
            text = "set " + value;
        }

        void init(String value) {
            text = value;
        }

        @Nullable
        String raw() {
            return text;
        }

        int fixed() {
            return fixed;
        }
    }

    /** A record that does not show what it has. */
    public record Accessed(String text, int[] numbers) implements Serializable {
        @Override
        public String text() {
            return "*";
        }

        boolean isText(String other) {
            return text.equals(other);
        }
    }

    /** A field of each kind. */
    static final class Wide implements Serializable {
        private boolean z;
        private byte b;
        private char c;
        private short s;
        private int i;
        private long j;
        private float f;
        private double d;
        private @Nullable String text;
        private @Nullable Object any;
        private @Nullable Number number;
        private int @Nullable [] array;
        private @Nullable List<Point> list;

        void fill() {
            z = true;
            b = -1;
            c = '€';
            s = -300;
            i = Integer.MIN_VALUE;
            j = Long.MIN_VALUE;
            f = 1.5f;
            d = -2.5;
            text = "t";
            any = 1;
            number = 2L;
            array = new int[] {1, 2};
            list = List.of(new Point(1, 2));
        }

        @Override
        public String toString() {
            return Arrays.asList(z, b, c, s, i, j, f, d, text, any, number, Arrays.toString(array), list)
                    .toString();
        }
    }

    /** A class with a field that its subclass has, too. */
    static class Base implements Serializable {
        private final int value;

        Base(int value) {
            this.value = value;
        }

        int ofBase() {
            return value;
        }

        static final class Derived extends Base {
            private final int value;

            Derived(int ofBase, int value) {
                super(ofBase);
                this.value = value;
            }

            int ofDerived() {
                return value;
            }
        }
    }

    /** A superclass that is not serializable. */
    static class Ahead {
        String state = "made";

        static final class Child extends Ahead implements Serializable {
            final String kept;

            Child(String kept, String state) {
                this.kept = kept;
                this.state = state;
            }
        }
    }

    static final class Link implements Serializable {
        final String name;

        @Nullable
        Link next;

        Link(String name) {
            this.name = name;
        }
    }

    static final class OnlyOne implements Serializable {
        static final OnlyOne INSTANCE = new OnlyOne();

        @Serial
        private Object readResolve() {
            return INSTANCE;
        }
    }

    static final class Proxied implements Serializable {
        private final transient String value;

        Proxied(String value) {
            this.value = value;
        }

        String value() {
            return value;
        }

        @Serial
        private Object writeReplace() {
            return new Form(value);
        }

        private record Form(String value) implements Serializable {
            @Serial
            private Object readResolve() {
                return new Proxied(value);
            }
        }
    }

    static final class Hooked implements Serializable {
        final int number;
        transient @Nullable String note;

        Hooked(int number) {
            this.number = number;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeUTF("read");
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            note = in.readUTF();
        }
    }

    /** Public, with a public constructor, as it has to be. */
    public static final class Ext implements Externalizable {
        String text = "";

        public Ext() {}

        Ext(String text) {
            this.text = text;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeUTF(text + " in");
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            text = in.readUTF();
        }
    }

    static final class Outer implements Serializable {
        private final String name;

        Outer(String name) {
            this.name = name;
        }

        Inner inner(String inner) {
            return new Inner(inner);
        }

        final class Inner implements Serializable {
            private final String inner;

            Inner(String inner) {
                this.inner = inner;
            }

            String path() {
                return name + "/" + inner;
            }
        }
    }

    @FunctionalInterface
    interface Supplies extends Serializable {
        String get();
    }

    static Supplies local(String captured) {
        class Local implements Supplies {
            @Override
            public String get() {
                return captured + " local";
            }
        }
        return new Local();
    }

    record Holder(int number) implements Serializable {
        Supplies capturing() {
            return () -> "holder " + number;
        }
    }

    record Answer(String text) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return text;
        }
    }

    static final class Thrower implements Serializable {
        private final boolean out;

        Thrower(boolean out) {
            this.out = out;
        }

        @Serial
        private void writeObject(ObjectOutputStream to) throws IOException {
            if (out) {
                throw new IllegalStateException("out: boom");
            }
            to.defaultWriteObject();
        }

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("in: boom");
        }
    }

    /** A record that refuses its values once it is told to. */
    record Checked(int value) implements Serializable {
        private static boolean strict;

        Checked {
            if (strict) {
                throw new IllegalArgumentException("too strict");
            }
        }

        static void strict(Runnable action) {
            strict = true;
            try {
                action.run();
            } finally {
                strict = false;
            }
        }
    }

    /** A key that can't be put into a map once it is told so. */
    static final class Stuck implements Serializable {
        private static boolean failing;

        static void failing(Runnable action) {
            failing = true;
            try {
                action.run();
            } finally {
                failing = false;
            }
        }

        @Override
        public int hashCode() {
            if (failing) {
                throw new IllegalStateException("no hash");
            }
            return 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stuck;
        }
    }
}
