package dev.runner.codec.fory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.runner.Args;
import dev.runner.Job;
import dev.runner.Task;
import dev.runner.TaskSerializationException;
import dev.runner.codec.fory.Samples.Accessed;
import dev.runner.codec.fory.Samples.Ahead;
import dev.runner.codec.fory.Samples.Base;
import dev.runner.codec.fory.Samples.Bean;
import dev.runner.codec.fory.Samples.Checked;
import dev.runner.codec.fory.Samples.Colour;
import dev.runner.codec.fory.Samples.Ext;
import dev.runner.codec.fory.Samples.Handle;
import dev.runner.codec.fory.Samples.Holder;
import dev.runner.codec.fory.Samples.Hooked;
import dev.runner.codec.fory.Samples.Link;
import dev.runner.codec.fory.Samples.Loop;
import dev.runner.codec.fory.Samples.OnlyOne;
import dev.runner.codec.fory.Samples.Outer;
import dev.runner.codec.fory.Samples.Point;
import dev.runner.codec.fory.Samples.Proxied;
import dev.runner.codec.fory.Samples.Stuck;
import dev.runner.codec.fory.Samples.Supplies;
import dev.runner.codec.fory.Samples.Thrower;
import dev.runner.codec.fory.Samples.Wide;
import dev.runner.remote.JavaCodec;
import dev.runner.remote.Payloads;
import dev.runner.remote.spi.PayloadCodec;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a codec makes of values, and what it says where it can't: the same with either. */
class CodecContractTest {

    private static final int LIMIT = 1 << 26;

    /** The codecs that must not differ. */
    enum Codec {
        JAVA,
        FORY;

        PayloadCodec make() {
            return this == JAVA ? new JavaCodec() : new ForyCodec();
        }

        Payloads payloads(@Nullable ObjectInputFilter filter, boolean shortResults) {
            return new Payloads(make(), CodecContractTest.class.getClassLoader(), filter, LIMIT, LIMIT, shortResults);
        }
    }

    private static String label() {
        return "task 'x'";
    }

    private static <T> T crossed(Codec codec, T value) {
        Payloads there = codec.payloads(null, false);
        byte[] bytes = there.encodeResult(value, CodecContractTest::label);
        Object back = codec.payloads(null, true).decodeResult(bytes, CodecContractTest::label);
        @SuppressWarnings("unchecked")
        T result = (T) back;
        return result;
    }

    private static String refusal(Codec codec, @Nullable Object value) {
        return String.valueOf(assertThrows(TaskSerializationException.class, () -> crossed(codec, value))
                .getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreEqualAndOfTheSameClass(Codec codec) {
        for (Object value : Samples.values()) {
            Object back = crossed(codec, value);
            assertSame(value.getClass(), back.getClass(), () -> "class of " + value);
            if (value.getClass().isArray()) {
                assertTrue(Arrays.deepEquals(new Object[] {value}, new Object[] {back}), () -> "array " + value);
            } else if (value.getClass().getName().equals("java.util.Collections$UnmodifiableCollection")) {
                assertEquals(List.copyOf((Collection<?>) value), List.copyOf((Collection<?>) back));
            } else {
                assertEquals(value, back, () -> value.getClass() + " " + value);
            }
        }
        assertNull(crossed(codec, null));
    }

    @ParameterizedTest
    @EnumSource
    void typesOfArraysBehindListsAreKept(Codec codec) {
        List<String> strings = crossed(codec, Arrays.asList("a", "b"));
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<Object> objects = (List) strings;
        assertThrows(ArrayStoreException.class, () -> objects.set(0, 1));
    }

    @ParameterizedTest
    @EnumSource
    void listsOfStreamsMayBeAskedForNullAndOthersNot(Codec codec) {
        assertFalse(crossed(codec, Stream.of(1, 2, 3).toList()).contains(null));
        assertEquals(
                Arrays.asList(1, null, 3), crossed(codec, Stream.of(1, null, 3).toList()));
        for (List<Integer> list : List.of(List.of(1, 2, 3), List.of(1))) {
            List<Integer> back = crossed(codec, list);
            assertThrows(NullPointerException.class, () -> back.contains(null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mapInTheOrderOfAccessIsAfterwardsToo(Codec codec) {
        Map<Integer, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
        map.put(1, 1);
        map.put(2, 2);
        Map<Integer, Integer> back = crossed(codec, map);
        back.get(1);
        assertEquals(List.of(2, 1), List.copyOf(back.keySet()));
    }

    @ParameterizedTest
    @EnumSource
    void viewsAndWhatTheyShowAreStillConnected(Codec codec) {
        List<String> list = new ArrayList<>(List.of("a"));
        Map<String, List<String>> map = new HashMap<>(Map.of("k", list));
        Object[] back = crossed(
                codec, new Object[] {list, Collections.unmodifiableList(list), map, Collections.unmodifiableMap(map)});
        @SuppressWarnings("unchecked")
        List<String> mine = (List<String>) back[0];
        mine.add("b");
        assertEquals(List.of("a", "b"), back[1]);
        assertSame(mine, ((Map<?, ?>) back[2]).get("k"));
        assertSame(mine, ((Map<?, ?>) back[3]).get("k"));
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings({"JavaUtilDate", "StringOperationCanBeSimplified"}) // it can change, and is another text
    void sharedReferencesStaySharedAndOthersApart(Codec codec) {
        String text = new String("text");
        Date date = new Date(7);
        Bean bean = new Bean();
        Object[] back =
                crossed(codec, new Object[] {text, text, date, date, bean, bean, new String("text"), new Bean()});
        assertSame(back[0], back[1]);
        assertSame(back[2], back[3]);
        assertSame(back[4], back[5]);
        assertNotSame(back[0], back[6]);
        assertNotSame(back[4], back[7]);
    }

    @ParameterizedTest
    @EnumSource
    void cyclesAreClosed(Codec codec) {
        Link first = new Link("first");
        first.next = new Link("second");
        first.next.next = first;
        Link back = crossed(codec, first);
        assertSame(back, back.next.next);
        List<Object> list = new ArrayList<>();
        list.add(list);
        List<Object> again = crossed(codec, list);
        assertSame(again, again.get(0));
        Object[] array = {null};
        array[0] = array;
        Object[] arrayBack = crossed(codec, array);
        assertSame(arrayBack, arrayBack[0]);
    }

    @ParameterizedTest
    @EnumSource
    void recordInCycleIsNotSeenBeforeItIsMade(Codec codec) {
        List<Object> inside = new ArrayList<>();
        Loop loop = new Loop("x", inside);
        inside.add(loop);
        Loop back = crossed(codec, loop);
        assertEquals("x", back.name());
        assertEquals(Collections.singletonList(null), back.inside());
    }

    @ParameterizedTest
    @EnumSource
    void constructorsGettersAndSettersAreNotCalled(Codec codec) {
        Bean bean = new Bean();
        bean.init("given");
        int before = Bean.CALLS.get();
        Bean back = crossed(codec, bean);
        assertEquals(before, Bean.CALLS.get());
        assertEquals("given", back.raw());
        assertNull(back.left);
        assertEquals(0, back.leftNumber);
        assertEquals(5, back.fixed());
    }

    @ParameterizedTest
    @EnumSource
    void fieldsOfRecordsCrossWhateverTheirAccessorsSay(Codec codec) {
        Accessed back = crossed(codec, new Accessed("secret", new int[] {1}));
        assertEquals("*", back.text());
        assertTrue(back.isText("secret"));
    }

    @ParameterizedTest
    @EnumSource
    void allKindsOfFieldsCross(Codec codec) {
        Wide wide = new Wide();
        wide.fill();
        assertEquals(wide.toString(), crossed(codec, wide).toString());
        assertEquals(new Wide().toString(), crossed(codec, new Wide()).toString());
    }

    @ParameterizedTest
    @EnumSource
    void fieldsWithTheSameNameInSuperclassAreTwo(Codec codec) {
        Base.Derived derived = new Base.Derived(1, 2);
        Base.Derived back = crossed(codec, derived);
        assertEquals(1, back.ofBase());
        assertEquals(2, back.ofDerived());
    }

    @ParameterizedTest
    @EnumSource
    void superclassThatIsNotSerializableIsMadeByItsConstructor(Codec codec) {
        Ahead.Child back = crossed(codec, new Ahead.Child("kept", "lost"));
        assertEquals("kept", back.kept);
        assertEquals("made", back.state);
    }

    @ParameterizedTest
    @EnumSource
    void hooksOfUsersAreCalled(Codec codec) {
        assertSame(OnlyOne.INSTANCE, crossed(codec, OnlyOne.INSTANCE));
        assertEquals("real", crossed(codec, new Proxied("real")).value());
        Hooked back = crossed(codec, new Hooked(3));
        assertEquals(3, back.number);
        assertEquals("read", back.note);
        assertEquals("out in", crossed(codec, new Ext("out")).text);
        Object[] both = crossed(codec, new Object[] {OnlyOne.INSTANCE, new Point(1, 2), OnlyOne.INSTANCE});
        assertSame(both[0], both[2]);
    }

    @ParameterizedTest
    @EnumSource
    void enumsAreTheSameConstants(Codec codec) {
        assertSame(Colour.RED, crossed(codec, Colour.RED));
        assertSame(Colour.GREEN, crossed(codec, Colour.GREEN));
        Object[] back = crossed(codec, new Object[] {Colour.GREEN, TimeUnit.DAYS, Colour.class});
        assertSame(Colour.GREEN, back[0]);
        assertSame(TimeUnit.DAYS, back[1]);
        assertSame(Colour.class, back[2]);
    }

    @ParameterizedTest
    @EnumSource
    void classesOfAnyKindCross(Codec codec) {
        Class<?>[] classes = {
            int.class,
            void.class,
            String.class,
            Point[][].class,
            int[].class,
            Handle.class,
            OnlyOne.class,
            Runnable.class
        };
        assertArrayEquals(classes, crossed(codec, classes));
        assertSame(OnlyOne.class, crossed(codec, OnlyOne.class));
    }

    @ParameterizedTest
    @EnumSource
    void innerLocalAndAnonymousClassesCross(Codec codec) {
        Outer.Inner back = crossed(codec, new Outer("outer").inner("inner"));
        assertEquals("outer/inner", back.path());
        assertEquals("captured local", crossed(codec, Samples.local("captured")).get());
    }

    @ParameterizedTest
    @EnumSource
    void lambdasCrossWithWhatTheyHaveCaptured(Codec codec) throws Exception {
        Point point = new Point(3, 4);
        List<Point> points = new ArrayList<>(List.of(point));
        Supplies lambda = () -> point + " in " + points;
        assertEquals(lambda.get(), crossed(codec, lambda).get());
        assertEquals("holder 5", crossed(codec, new Holder(5).capturing()).get());
        Supplies reference = point::toString;
        assertEquals(point.toString(), crossed(codec, reference).get());
        Supplies[] twice = crossed(codec, new Supplies[] {lambda, lambda});
        assertSame(twice[0], twice[1]);
        Task<Object> task = () -> Map.of("points", points);
        Payloads payloads = codec.payloads(null, true);
        Job<?> job = payloads.decodeTask(
                payloads.encodeTask(Job.of(task), CodecContractTest::label), CodecContractTest::label);
        assertEquals(Map.of("points", points), job.call());
        Job<?> named = Job.of(Samples::named, Args.of(1).with("k", points));
        assertEquals(
                "1 " + points,
                payloads.decodeTask(payloads.encodeTask(named, CodecContractTest::label), CodecContractTest::label)
                        .call());
    }

    @ParameterizedTest
    @EnumSource
    void proxiesCross(Codec codec) {
        Supplies proxy = (Supplies) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Supplies.class}, new Samples.Answer("yes"));
        assertEquals("yes", crossed(codec, proxy).get());
    }

    @ParameterizedTest
    @EnumSource
    void exceptionsCrossAsValuesAndAsErrors(Codec codec) {
        IllegalStateException error = new IllegalStateException("outer", new IOException("inner"));
        error.addSuppressed(new ArithmeticException("beside"));
        IllegalStateException back =
                crossed(codec, new Object[] {error}.clone()).length == 1 ? crossed(codec, error) : error;
        assertEquals("outer", back.getMessage());
        assertArrayEquals(error.getStackTrace(), back.getStackTrace());
        Payloads payloads = codec.payloads(null, true);
        Throwable decoded = payloads.decodeError(payloads.encodeError(error), CodecContractTest::label);
        assertInstanceOf(IllegalStateException.class, decoded);
        assertInstanceOf(IOException.class, decoded.getCause());
        assertEquals("beside", decoded.getSuppressed()[0].getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotSerializableIsToldWithTheWay(Codec codec) {
        String name = Handle.class.getName();
        for (Object value : new Object[] {
            new Samples.Box(new Handle()), List.of(new Handle()), new Handle[] {new Handle()}, new Handle()
        }) {
            String refusal = refusal(codec, value);
            assertTrue(refusal.contains(name + " is not serializable"), refusal);
        }
        String inField = refusal(codec, new Samples.Box(new Handle()));
        assertEquals(
                "the result of task 'x' can't be serialized: " + name
                        + " is not serializable; it is at field 'content' (" + name
                        + "); make it serializable, mark the field transient, or pass less",
                inField);
        assertInstanceOf(
                NotSerializableException.class,
                assertThrows(TaskSerializationException.class, () -> crossed(codec, new Handle()))
                        .getCause());
        for (Object value : new Object[] {new Object(), java.util.Optional.of(1), (Runnable) () -> {}, new Thread()}) {
            assertTrue(refusal(codec, value).contains("is not serializable"), () -> refusal(codec, value));
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyArrayOfWhatIsNotSerializableCrosses(Codec codec) {
        assertEquals(2, crossed(codec, new Handle[2]).length);
        assertEquals(0, crossed(codec, new Runnable[0]).length);
    }

    @ParameterizedTest
    @EnumSource
    void failuresOfUsersAreToldOnEitherSide(Codec codec) {
        assertTrue(refusal(codec, new Thrower(true)).contains("out: boom"), () -> refusal(codec, new Thrower(true)));
        assertTrue(refusal(codec, new Thrower(false)).contains("in: boom"), () -> refusal(codec, new Thrower(false)));
        Checked checked = new Checked(1);
        Samples.Checked.strict(() -> assertEquals(
                "the result of task 'x' can't be decoded: java.io.InvalidObjectException: too strict",
                refusal(codec, checked)));
        Map<Object, Object> map = new HashMap<>();
        map.put(new Stuck(), 1);
        Stuck.failing(() -> assertEquals(
                "the result of task 'x' can't be decoded: java.lang.IllegalStateException: no hash",
                refusal(codec, map)));
    }

    @ParameterizedTest
    @EnumSource
    void deepGraphsAreToldAndHarmNothing(Codec codec) {
        Object[] nested = {};
        Link link = new Link("last");
        for (int i = 0; i < 100_000; i++) {
            nested = new Object[] {nested};
            Link next = new Link("link");
            next.next = link;
            link = next;
        }
        for (Object deep : new Object[] {nested, link}) {
            String refusal = refusal(codec, deep);
            assertTrue(refusal.contains("nested too deeply (StackOverflowError); pass a flatter structure"), refusal);
        }
        assertEquals(new Point(1, 2), crossed(codec, new Point(1, 2)));
    }

    @ParameterizedTest
    @EnumSource
    void graphsThatJavaCanTakeAreTaken(Codec codec) {
        Link link = new Link("last");
        Object[] nested = {};
        for (int i = 0; i < 300; i++) {
            Link next = new Link("link");
            next.next = link;
            link = next;
            nested = new Object[] {nested};
        }
        int length = 0;
        for (Link at = crossed(codec, link); at != null; at = at.next) {
            length++;
        }
        assertEquals(301, length);
        assertEquals(1, crossed(codec, nested).length);
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            many.add(i % 3 == 0 ? new HashSet<>() : i % 3 == 1 ? List.of() : new Point(i, i));
        }
        assertEquals(many, crossed(codec, many));
        Object[] empty = new Object[1_000_000];
        assertArrayEquals(empty, crossed(codec, empty));
    }

    @ParameterizedTest
    @EnumSource
    void filterHasItsSayOnEverything(Codec codec) {
        ObjectInputFilter picky = info -> info.serialClass() == Point.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.ALLOWED;
        byte[] bytes = codec.payloads(null, false).encodeResult(List.of(new Point(1, 2)), CodecContractTest::label);
        Payloads here = codec.payloads(picky, true);
        assertEquals(
                "the result of task 'x' can't be decoded: class " + Point.class.getName()
                        + " is refused by the filter of this side; allow it there (resultFilter in the backend's"
                        + " options), or return something else",
                assertThrows(TaskSerializationException.class, () -> here.decodeResult(bytes, CodecContractTest::label))
                        .getMessage());
        assertEquals(
                List.of("allowed"),
                here.decodeResult(
                        codec.payloads(null, false).encodeResult(List.of("allowed"), CodecContractTest::label),
                        CodecContractTest::label));
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsShareOne(Codec codec) {
        PayloadCodec shared = codec.make();
        Payloads payloads = new Payloads(shared, getClass().getClassLoader(), null, LIMIT, LIMIT, true);
        List<CompletableFuture<Boolean>> all = Stream.iterate(0, i -> i + 1)
                .limit(64)
                .map(i -> CompletableFuture.supplyAsync(() -> {
                    List<Object> value = List.of(new Point(i, i), Map.of("k", List.of(i, "t" + i)), new Bean());
                    Object back = payloads.decodeResult(
                            payloads.encodeResult(value, CodecContractTest::label), CodecContractTest::label);
                    return value.subList(0, 2).equals(((List<?>) back).subList(0, 2));
                }))
                .collect(Collectors.toList());
        assertTrue(all.stream().allMatch(CompletableFuture::join));
    }
}
