package dev.runner.codec.fory;

import java.io.Externalizable;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.fory.reflect.FieldAccessor;
import org.apache.fory.resolver.TypeResolver;

/** Finds out whether a class leaves its serialization to Java, so that its fields are all there is to know. */
final class Plain {

    private static final Set<String> HOOKS =
            Set.of("writeObject", "readObject", "readObjectNoData", "writeReplace", "readResolve");

    private static final String FIELDS_OF_ITS_OWN = "serialPersistentFields";

    private Plain() {}

    /** Returns the fields of a class in the order in which they travel, or empty if it is not plain. */
    static Optional<List<Slot>> slots(TypeResolver resolver, Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)
                || Externalizable.class.isAssignableFrom(type)
                || Modifier.isAbstract(type.getModifiers())
                || type.isHidden()
                || Proxy.isProxyClass(type)) {
            return Optional.empty();
        }
        List<Slot> slots = new ArrayList<>();
        for (Class<?> each : ancestry(type)) {
            if (!Serializable.class.isAssignableFrom(each) || hasHooks(each) || !addFields(each, resolver, slots)) {
                return Optional.empty();
            }
        }
        return Optional.of(slots);
    }

    /** Returns the superclasses whose fields an object has, the topmost first, and its class. */
    static Deque<Class<?>> ancestry(Class<?> type) {
        Deque<Class<?>> all = new ArrayDeque<>();
        for (Class<?> each = type; each != null && each != Object.class && each != Record.class; ) {
            all.addFirst(each);
            each = each.getSuperclass();
        }
        return all;
    }

    private static boolean hasHooks(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (HOOKS.contains(method.getName())) {
                return true;
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(FIELDS_OF_ITS_OWN)) {
                return true;
            }
        }
        return false;
    }

    private static boolean addFields(Class<?> type, TypeResolver resolver, List<Slot> slots) {
        try {
            for (ObjectStreamField each : fieldsOf(type)) {
                Field field = type.getDeclaredField(each.getName());
                slots.add(new Slot(resolver, field, access(field)));
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false; // it is in a module that is not open, which Java serialization does not need
        }
    }

    /** Returns the fields of one class that Java serialization would write, without those of its superclasses. */
    static ObjectStreamField[] fieldsOf(Class<?> type) {
        return ObjectStreamClass.lookup(type).getFields();
    }

    private static FieldAccessor access(Field field) throws IllegalAccessException {
        if (!field.getDeclaringClass().isRecord()) {
            return FieldAccessor.createAccessor(field);
        }
        field.setAccessible(true);
        return new RecordField(field, MethodHandles.lookup().unreflectGetter(field));
    }
}
