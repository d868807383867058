package dev.runner.remote.internal;

import dev.runner.Job;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from an object to the one in it that can't be serialized, as far as reflection may look. It runs no
 * code of the objects, except that collections are iterated.
 */
public final class PathFinder {

    /** How the object is called in which a lambda stands that uses it. */
    static final String CAPTURED_THIS = "captured 'this'";

    /** How the field is called that an inner class has for the object around it. */
    static final String OUTER = "field 'this$";

    private static final int DEEPEST = 100;

    private final String className;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PathFinder(String className) {
        this.className = className;
    }

    /**
     * Finds the way to an object of the given class.
     *
     * @param root where to begin
     * @param className the class that is not serializable
     * @return the way, such as {@code captured argument 0 (app.Task) -> field 'file' (app.Handle)}; empty if not found
     */
    public static Optional<String> find(Object root, String className) {
        return Optional.ofNullable(new PathFinder(className).way(root, 0));
    }

    private @Nullable String way(@Nullable Object at, int depth) {
        if (at == null || depth > DEEPEST || isPlain(at) || !seen.add(at)) {
            return null;
        }
        if (at.getClass().getName().equals(className)) {
            return "";
        } else if (at instanceof Job<?> job) {
            return inJob(job, depth);
        } else if (at instanceof Object[] array) {
            return among(array, depth);
        } else if (at instanceof Map<?, ?> map) {
            return inMap(map, depth);
        } else if (at instanceof Iterable<?> elements && isJdk(at.getClass())) {
            return inIterable(elements, depth);
        } else if (isLambda(at.getClass())) {
            return inLambda(at, depth);
        }
        return inFields(at, depth);
    }

    private static boolean isPlain(Object at) {
        return at instanceof String || at instanceof Number || at instanceof Enum || at instanceof Class;
    }

    private static boolean isJdk(Class<?> type) {
        return type.getName().startsWith("java.");
    }

    private static boolean isLambda(Class<?> type) {
        return type.isHidden() || type.isSynthetic();
    }

    private @Nullable String step(String name, @Nullable Object to, int depth) {
        String rest = way(to, depth + 1);
        return rest == null || to == null
                ? null
                : name + " (" + to.getClass().getName() + ")" + (rest.isEmpty() ? "" : " -> " + rest);
    }

    private @Nullable String inJob(Job<?> job, int depth) {
        String found = step("the function", job.function(), depth);
        for (int i = 0; found == null && i < job.arguments().size(); i++) {
            found = step("argument " + i, job.arguments().get(i), depth);
        }
        return found != null ? found : inMap(job.arguments().named(), depth);
    }

    private @Nullable String among(Object[] array, int depth) {
        for (int i = 0; i < array.length; i++) {
            String found = step("element " + i, array[i], depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String inIterable(Iterable<?> elements, int depth) {
        int index = 0;
        for (Object element : elements) {
            String found = step("element " + index, element, depth);
            if (found != null) {
                return found;
            }
            index++;
        }
        return null;
    }

    private @Nullable String inMap(Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = step("a key", entry.getKey(), depth);
            String found = key != null ? key : step("value of '" + entry.getKey() + "'", entry.getValue(), depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String inLambda(Object lambda, int depth) {
        SerializedLambda form = SerializedForm.of(lambda);
        for (int i = 0; form != null && i < form.getCapturedArgCount(); i++) {
            Object captured = form.getCapturedArg(i);
            String name = i == 0 && isBound(form) ? nameOfBound(form) : "captured variable " + i;
            String found = step(name, captured, depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Tells whether the first that was captured is the object whose method is called. */
    private static boolean isBound(SerializedLambda form) {
        int kind = form.getImplMethodKind();
        return kind != MethodHandleInfo.REF_invokeStatic && kind != MethodHandleInfo.REF_newInvokeSpecial;
    }

    private static String nameOfBound(SerializedLambda form) {
        return form.getImplMethodName().startsWith("lambda$")
                ? CAPTURED_THIS
                : "the object of the method reference '" + form.getImplMethodName() + "'";
    }

    private @Nullable String inFields(Object at, int depth) {
        for (Class<?> type = at.getClass(); type != null && Serializable.class.isAssignableFrom(type); ) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.getType().isPrimitive()) {
                    String found = step("field '" + field.getName() + "'", valueOf(field, at), depth);
                    if (found != null) {
                        return found;
                    }
                }
            }
            type = type.getSuperclass();
        }
        return null;
    }

    private static @Nullable Object valueOf(Field field, Object owner) {
        try {
            return field.trySetAccessible() ? field.get(owner) : null;
        } catch (IllegalAccessException | RuntimeException e) {
            return null;
        }
    }

    /** Sees what a lambda is replaced by on its way out, which reflection may not ask in a module that is not open. */
    private static final class SerializedForm extends ObjectOutputStream {
        private @Nullable SerializedLambda form;

        private SerializedForm() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        static @Nullable SerializedLambda of(Object lambda) {
            try (SerializedForm out = new SerializedForm()) {
                out.writeObject(lambda);
                return out.form;
            } catch (IOException | RuntimeException e) {
                return null;
            }
        }

        @Override
        protected @Nullable Object replaceObject(Object written) {
            if (form == null && written instanceof SerializedLambda lambda) {
                form = lambda;
                return null;
            }
            return written;
        }
    }
}
