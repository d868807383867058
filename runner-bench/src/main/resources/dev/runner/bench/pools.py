"""What Python's pools do with the same work: pools.py FUNCTION ARGUMENTS... SIZE. Tells lines "metric NAME VALUE"."""
import csv
import glob
import gzip
import hashlib
import io
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import Pool


def same(number):
    return number


@dataclass(frozen=True)
class Order:
    number: int
    customer: str
    price: float
    tags: tuple


def order(number):
    return Order(number, f"customer {number}", number * 0.5, ("new", "express"))


def doubled(given):
    return Order(given.number, given.customer, 2 * given.price, given.tags)


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


def executor_objects(count, times, size):
    count = max(1, int(int(count) * size))
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(doubled, [order(i) for i in range(200)]))

        def once():
            futures = [executor.submit(doubled, order(i)) for i in range(count)]
            assert sum(future.result().price for future in as_completed(futures)) == count * (count - 1) / 2

        repeated(int(times), count, once)


def pool_objects(count, times, size):
    count = max(1, int(int(count) * size))
    with Pool(2) as pool:
        pool.map(doubled, [order(i) for i in range(200)])

        def once():
            results = [pool.apply_async(doubled, (order(i),)) for i in range(count)]
            assert sum(result.get().price for result in results) == count * (count - 1) / 2

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


def block(where):
    file, offset, size = where
    with open(file, "rb") as opened:
        opened.seek(offset)
        return opened.read(size)


def blocks(file):
    """The parts that WorkData has: about a mebibyte each, up to the end of a line."""
    found = []
    with open(file, "rb") as opened:
        end, length = 0, os.path.getsize(file)
        while end < length:
            begin = end
            opened.seek(min(length, begin + (1 << 20)))
            opened.readline()
            end = opened.tell()
            found.append((file, begin, end - begin))
    return found


def sha256_of(file):
    with open(file, "rb") as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def gzip_of(where):
    return gzip.compress(block(where), compresslevel=6)


def sums_of(where):
    sums = {}
    for record in csv.reader(io.StringIO(block(where).decode())):
        sums[record[1]] = sums.get(record[1], 0) + int(record[2])
    return sums


def total(parts):
    sums = {}
    for part in parts:
        for city, cents in part.items():
            sums[city] = sums.get(city, 0) + cents
    return "".join(f"{city}={sums[city]}\n" for city in sorted(sums)).encode()


def work(load, size):
    directory = os.path.join(os.environ["BENCH_DIRECTORY"], "work-" + sys.argv[-1])
    if not os.path.exists(directory):
        sys.exit("what is worked on is made by the programs in Java; run one of them before")
    if load == "sha256":
        inputs, function = sorted(glob.glob(os.path.join(directory, "*.bin"))), sha256_of
        canonical = lambda results: "\n".join(results).encode()
    else:
        inputs = blocks(os.path.join(directory, "table.csv"))
        function = gzip_of if load == "gzip" else sums_of
        canonical = (lambda results: b"".join(each[-8:] for each in results)) if load == "gzip" else total
    mebibytes = sum(each[2] if load != "sha256" else os.path.getsize(each) for each in inputs) / (1 << 20)
    rates = []
    with Pool(2) as pool:
        results = pool.map(function, inputs)
        for _ in range(3):
            start = time.perf_counter()
            results = pool.map(function, inputs)
            rates.append(mebibytes / (time.perf_counter() - start))
    tell("pool", statistics.median(rates))
    print("metric digest", int(hashlib.sha256(canonical(results)).hexdigest()[:12], 16))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:-1], float(sys.argv[-1]))
