using System.Diagnostics;
using Falcon.Xsk.Threads;

namespace Falcon.Xsk.Tests.Threads;

public sealed class FdPollerTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void Nothing_is_ready_until_it_is_signalled()
    {
        using EventFd first = new(), second = new();
        var poller = new FdPoller([first.Fd, second.Fd]);
        Assert.Equal(0, poller.Wait(TimeSpan.Zero));

        second.Signal();

        Assert.Equal(1, poller.Wait(s_soon));
        Assert.False(poller.IsReady(0));
        Assert.True(poller.IsReady(1));
    }

    [Fact]
    public void Draining_takes_back_all_signals()
    {
        using var wakeup = new EventFd();
        var poller = new FdPoller([wakeup.Fd]);
        wakeup.Signal();
        wakeup.Signal();
        Assert.Equal(1, poller.Wait(null));

        wakeup.Drain();
        wakeup.Drain();

        Assert.Equal(0, poller.Wait(TimeSpan.Zero));
        Assert.False(poller.IsReady(0));
    }

    [Fact]
    public void A_signal_from_another_thread_ends_a_wait_without_limit()
    {
        using var wakeup = new EventFd();
        int ready = 0;
        var waiter = new Thread(() => ready = new FdPoller([wakeup.Fd]).Wait(null));
        waiter.Start();
        wakeup.Signal();
        Assert.True(waiter.Join(s_soon));
        Assert.Equal(1, ready);
    }

    [Fact]
    public void A_wait_lasts_as_long_as_it_was_asked_to()
    {
        using var wakeup = new EventFd();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, new FdPoller([wakeup.Fd]).Wait(TimeSpan.FromMilliseconds(30)));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public void A_closed_descriptor_is_ready_so_that_its_owner_finds_out()
    {
        using var open = new EventFd();
        var poller = new FdPoller([open.Fd, int.MaxValue]);
        Assert.Equal(1, poller.Wait(TimeSpan.Zero));
        Assert.True(poller.IsReady(1));
    }

    [Fact]
    public void A_closed_wakeup_does_not_hand_out_its_old_number()
    {
        var wakeup = new EventFd();
        wakeup.Dispose();
        Assert.Throws<ObjectDisposedException>(() => wakeup.Fd);
    }

    [Fact]
    public void A_wait_allocates_nothing()
    {
        using var wakeup = new EventFd();
        var poller = new FdPoller([wakeup.Fd]);
        Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Turn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Turn()
        {
            wakeup.Signal();
            poller.Wait(s_soon);
            poller.IsReady(0);
            wakeup.Drain();
        }
    }
}
