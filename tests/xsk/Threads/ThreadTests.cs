using System.Diagnostics;
using Falcon.Xsk.Native;
using Falcon.Xsk.Threads;

namespace Falcon.Xsk.Tests.Threads;

public sealed class ThreadTests
{
    [Fact]
    public void A_pinned_thread_may_use_its_cpu_only() => OnOwnThread(() =>
    {
        int cpu = ThreadAffinity.AllowedCpus()[^1];
        ThreadAffinity.Pin(cpu);
        Assert.Equal([cpu], ThreadAffinity.AllowedCpus());
        Assert.Equal(cpu, Thread.GetCurrentProcessorId());
    });

    [Fact]
    public void Pinning_to_a_cpu_that_does_not_exist_names_those_that_do() => OnOwnThread(() =>
    {
        XskException error = Assert.Throws<XskException>(() => ThreadAffinity.Pin(8191));
        Assert.Contains("CPU 8191", error.Message, StringComparison.Ordinal);
        Assert.Contains($"allowed: {string.Join(", ", ThreadAffinity.AllowedCpus())}", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadAffinity.Pin(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadAffinity.Pin(8192));
    });

    [Fact]
    public void Cpu_time_passes_while_a_thread_works_and_stands_still_while_it_sleeps() => OnOwnThread(() =>
    {
        (long cpu, long wall) = (ThreadClock.CpuNanoseconds(), ThreadClock.MonotonicNanoseconds());
        Thread.Sleep(50);
        Assert.InRange(ThreadClock.CpuNanoseconds() - cpu, 0, 40_000_000);
        Assert.InRange(ThreadClock.MonotonicNanoseconds() - wall, 50_000_000, long.MaxValue);

        cpu = ThreadClock.CpuNanoseconds();
        while (ThreadClock.CpuNanoseconds() - cpu < 5_000_000)
            Thread.SpinWait(1000);
    });

    [Fact]
    public void The_monotonic_clock_counts_nanoseconds()
    {
        var clock = Stopwatch.StartNew();
        long start = ThreadClock.MonotonicNanoseconds();
        Thread.Sleep(20);
        long measured = ThreadClock.MonotonicNanoseconds() - start;
        Assert.InRange(measured, 20_000_000, (long)clock.Elapsed.TotalNanoseconds);
    }

    private static void OnOwnThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw failure;
    }
}
