package dev.runner.codec.fory;

import dev.runner.codec.fory.Samples.Bean;
import dev.runner.codec.fory.Samples.Point;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;

/** Tells whether a codec that is still used keeps a loader for which it has decoded something. */
final class ForgetProgram {

    private static final ForyCodec CODEC = new ForyCodec();

    private ForgetProgram() {}

    public static void main(String[] args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CODEC.encode(List.of(new Point(1, 2), new Bean()), bytes);
        WeakReference<ClassLoader> loader = decodedByAnother(bytes.toByteArray());
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
        }
        System.out.println("forgotten: " + (loader.get() == null));
    }

    private static WeakReference<ClassLoader> decodedByAnother(byte[] bytes) throws Exception {
        ClassLoader again = new Again("none");
        Object back = CODEC.decode(ByteBuffer.wrap(bytes), again, null);
        if (((List<?>) back).get(0).getClass().getClassLoader() != again) {
            throw new IllegalStateException("decoded elsewhere");
        }
        return new WeakReference<>(again);
    }
}
