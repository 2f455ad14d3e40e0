using System.Collections.Concurrent;
using Falcon.Engine.Events;
using Falcon.Engine.Threads;

namespace Falcon.Engine.Tests.Threads;

public sealed class ControlThreadTests
{
    private readonly ConcurrentQueue<DataplaneEvent> _events = new();
    private readonly ControlFaults _faults;

    public ControlThreadTests() => _faults = new ControlFaults(_events.Enqueue);

    [Fact]
    public void A_loop_that_throws_starts_anew_and_is_counted()
    {
        using CountdownEvent runs = new(3);
        using (new ControlThread("ports", _faults, thread => FailThenWait(thread, runs))) Assert.True(runs.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(2, Assert.Single(_faults.Read(), count => count.Thread == "ports").Faults);
    }

    [Fact]
    public void It_is_reported_once_though_its_message_changes()
    {
        using CountdownEvent runs = new(3);
        using (new ControlThread("ports", _faults, thread => FailThenWait(thread, runs))) Assert.True(runs.Wait(TimeSpan.FromMinutes(1)));
        DataplaneEvent told = Assert.Single(_events);
        Assert.Equal(DataplaneEventKind.ControlFault, told.Kind);
        Assert.Equal("ports", told.Subject);
        Assert.Contains("run 3", told.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_listed_before_its_first_fault()
    {
        using ControlThread thread = new("vteps", _faults, thread => thread.Stop.WaitOne());
        Assert.Equal(0, Assert.Single(_faults.Read()).Faults);
    }

    [Fact]
    public void It_ends_while_it_pauses_after_a_fault()
    {
        using ManualResetEventSlim failed = new();
        ControlThread thread = new("vteps", _faults, _ =>
        {
            failed.Set();
            throw new InvalidOperationException("always");
        });
        Assert.True(failed.Wait(TimeSpan.FromMinutes(1)));
        thread.Dispose();
        Assert.NotEqual(0, Assert.Single(_faults.Read()).Faults);
    }

    [Fact]
    public void Kinds_are_told_apart_by_thread_and_type()
    {
        _faults.Try("ports", () => throw new InvalidOperationException("1"));
        _faults.Try("ports", () => throw new IOException("1"));
        _faults.Try("vteps", () => throw new IOException("1"));
        Assert.Equal(3, _events.Count);
    }

    [Fact]
    public void A_listener_that_throws_does_no_harm()
    {
        ControlFaults faults = new(_ => throw new IOException("the log is full"));
        Assert.False(faults.Try("ports", () => throw new InvalidOperationException("1")));
        Assert.Equal(1, Assert.Single(faults.Read()).Faults);
    }

    private static void FailThenWait(ControlThread thread, CountdownEvent runs)
    {
        int left = runs.CurrentCount;
        runs.Signal();
        if (left > 1) throw new InvalidOperationException($"run {left}");
        thread.Stop.WaitOne();
    }
}
