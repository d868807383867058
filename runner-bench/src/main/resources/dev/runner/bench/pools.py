"""What Python's pools do with the same work: pools.py FUNCTION ARGUMENTS... SIZE. Tells lines "metric NAME VALUE"."""
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import Pool


def same(number):
    return number


def length(data):
    return len(data)


def tell(name, value):
    print(f"metric {name} {value:.6g}", flush=True)


def repeated(times, count, once):
    for time_number in range(times):
        start = time.perf_counter()
        once()
        rate = count / (time.perf_counter() - start)
        tell("cold" if time_number == 0 else "warm", rate)


def executor_submit(count, times, size):
    count = max(1, int(int(count) * size))
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(same, range(200)))

        def once():
            futures = [executor.submit(same, i) for i in range(count)]
            assert sum(future.result() for future in as_completed(futures)) == count * (count - 1) // 2

        repeated(int(times), count, once)


def pool_apply_async(count, times, size):
    count = max(1, int(int(count) * size))
    with Pool(2) as pool:
        pool.map(same, range(200))

        def once():
            results = [pool.apply_async(same, (i,)) for i in range(count)]
            assert sum(result.get() for result in results) == count * (count - 1) // 2

        repeated(int(times), count, once)


def pool_map(count, times, size):
    numbers = range(max(1, int(int(count) * size)))
    with Pool(2) as pool:
        pool.map(same, range(200))

        def once():
            assert len(pool.map(same, numbers)) == len(numbers)

        repeated(int(times), len(numbers), once)


def executor_payload(mebibytes, size):
    data = os.urandom(int(mebibytes) << 20)
    millis = []
    with ProcessPoolExecutor(1) as executor:
        executor.submit(length, b"").result()
        for _ in range(max(3, int(9 * size))):
            start = time.perf_counter()
            assert executor.submit(length, data).result() == len(data)
            millis.append((time.perf_counter() - start) * 1e3)
    tell("ms", statistics.median(millis))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:-1], float(sys.argv[-1]))
