package dev.runner.codec.fory;

import java.lang.invoke.SerializedLambda;
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
import java.time.ZoneOffset;
import java.util.AbstractSequentialList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.fory.reflect.FieldAccessor;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.serializer.Serializer;

/**
 * Classes of the JDK that Fory has serializers for which make of an object what Java serialization does, or do so for
 * most objects, or for all with the help of ours. Those of all others are taken away from it.
 */
final class JdkTypes {

    private static final Set<Class<?>> VALUES = Set.of(
            Boolean.class,
            Byte.class,
            Character.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Duration.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            MonthDay.class,
            OffsetDateTime.class,
            OffsetTime.class,
            Period.class,
            Year.class,
            YearMonth.class,
            ZoneOffset.class);

    private static final Set<Class<?>> IMMUTABLE_LISTS = Stream.of(List.of(), List.of(1), List.of(1, 2, 3))
            .map(Object::getClass)
            .collect(Collectors.toUnmodifiableSet());

    /** A list without access to any place of it, of which Java makes another view. */
    private static final class Sequential extends AbstractSequentialList<Object> {
        @Override
        public ListIterator<Object> listIterator(int index) {
            return Collections.emptyListIterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** Whether a map is in the order of access, which nothing else tells. */
    private static final FieldAccessor ACCESS_ORDER = orderOfAccess();

    private static final Set<Class<?>> ALL = Stream.of(
                    VALUES.stream(),
                    IMMUTABLE_LISTS.stream(),
                    Stream.of(
                            Class.class,
                            SerializedLambda.class,
                            Date.class,
                            ArrayList.class,
                            LinkedList.class,
                            ArrayDeque.class,
                            HashMap.class,
                            HashSet.class,
                            LinkedHashMap.class,
                            LinkedHashSet.class,
                            TreeMap.class,
                            TreeSet.class,
                            EnumMap.class,
                            ConcurrentHashMap.class),
                    Stream.of(
                                    Set.of(),
                                    Set.of(1),
                                    Set.of(1, 2, 3),
                                    Map.of(),
                                    Map.of(1, 1),
                                    Map.of(1, 1, 2, 2),
                                    Collections.emptyList(),
                                    Collections.emptySet(),
                                    Collections.emptyMap(),
                                    Collections.singletonList(1),
                                    Collections.singleton(1),
                                    Collections.singletonMap(1, 1),
                                    Collections.unmodifiableCollection(new ArrayList<>()),
                                    Collections.unmodifiableList(new ArrayList<>()),
                                    Collections.unmodifiableList(new Sequential()),
                                    Collections.unmodifiableSet(new HashSet<>()),
                                    Collections.unmodifiableMap(new HashMap<>()),
                                    Arrays.asList(1, 2),
                                    EnumSet.noneOf(TimeUnit.class))
                            .map(Object::getClass))
            .flatMap(each -> each)
            .collect(Collectors.toUnmodifiableSet());

    private JdkTypes() {}

    private static FieldAccessor orderOfAccess() {
        try {
            return FieldAccessor.createAccessor(LinkedHashMap.class.getDeclaredField("accessOrder"));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("LinkedHashMap has another form in this JDK", e);
        }
    }

    /** Returns the classes that Fory has serializers for which are used. */
    static Set<Class<?>> all() {
        return ALL;
    }

    /** Leaves Fory those serializers only. */
    static void restrict(ClassResolver resolver) {
        for (Class<?> type : resolver.getRegisteredClasses()) {
            if (resolver.getSerializer(type, false) != null && isForeign(type)) {
                refuse(resolver, type);
            }
        }
        for (Class<?> type : IMMUTABLE_LISTS) {
            replace(resolver, type);
        }
        ClassSerializer ofClasses = new ClassSerializer(resolver);
        resolver.setSerializer(ofClasses.getType(), ofClasses);
        guard(resolver, LinkedHashMap.class, map -> !ACCESS_ORDER.getBoolean(map));
        guard(resolver, TreeMap.class, map -> map.comparator() == null && areValues(map.keySet()));
        guard(resolver, TreeSet.class, set -> set.comparator() == null && areValues(set));
    }

    private static boolean isForeign(Class<?> type) {
        return !type.isPrimitive()
                && !type.isArray()
                && !ALL.contains(type)
                && !type.getName().startsWith("org.apache.fory.serializer.")
                && !type.getName().startsWith("dev.runner.codec.fory.");
    }

    private static <T> void refuse(ClassResolver resolver, Class<T> type) {
        resolver.setSerializer(type, new RefusingSerializer<>(resolver.getConfig(), type));
    }

    @SuppressWarnings("unchecked") // each is the class of a list
    private static <T> void replace(ClassResolver resolver, Class<T> type) {
        resolver.setSerializer(
                type, (Serializer<T>) new ImmutableListSerializer(resolver, (Class<List<Object>>) (Class<?>) type));
    }

    private static <T> void guard(ClassResolver resolver, Class<T> type, Predicate<T> isSuited) {
        Serializer<T> usual = resolver.getSerializer(type);
        resolver.setSerializer(type, new GuardedSerializer<>(resolver.getConfig(), type, usual, isSuited));
    }

    /** Tells whether Java's own code compares them, which need not be kept from doing it while they are read. */
    private static boolean areValues(Collection<?> keys) {
        for (Object key : keys) {
            if (key != null && !VALUES.contains(key.getClass())) {
                return false;
            }
        }
        return true;
    }
}
