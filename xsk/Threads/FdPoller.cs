using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Threads;

/// <summary>
/// Blocks until one of a fixed set of descriptors is readable (ppoll(2)). Waiting does not allocate. One thread at a time. A descriptor
/// that keeps failing is reported twice and then ignored.
/// </summary>
public sealed class FdPoller
{
    private static readonly short s_failed = (short)((ushort)LibC.POLLERR | (ushort)LibC.POLLHUP | (ushort)LibC.POLLNVAL);

    private readonly pollfd[] _fds;
    private readonly bool[] _failing;
    private int _ready;

    /// <summary>
    /// Makes a poller over these descriptors, which the caller keeps open. Their order gives the indices of <see cref="IsReady"/>.
    /// </summary>
    public FdPoller(ReadOnlySpan<int> fds)
    {
        // Always pinned, so that a wait need not pin it: a wait may be long, and the collector would have to work around it.
        _fds = GC.AllocateArray<pollfd>(fds.Length, pinned: true);
        _failing = new bool[fds.Length];
        for (int i = 0; i < fds.Length; i++)
        {
            _fds[i].fd = fds[i];
            _fds[i].events = LibC.POLLIN;
        }
    }

    /// <summary>Waits until a descriptor is readable or has failed.</summary>
    /// <param name="timeout">The longest wait; zero returns at once, null waits for ever.</param>
    /// <returns>How many are ready; 0 after the timeout.</returns>
    /// <exception cref="XskException">The kernel refused. A closed descriptor is ready, not an error.</exception>
    public int Wait(TimeSpan? timeout)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan? left = timeout;
        while (true)
        {
            _ready = Poll(left);
            if (_ready >= 0)
            {
                ForgetFailed();
                return _ready;
            }

            int errno = Errno.Last;
            _ready = 0;
            if (errno != LibC.EINTR)
                throw Errno.Exception($"poll {_fds.Length} descriptors", errno);
            // A signal (the debugger, SIGCHLD) ended the wait early: wait for the rest of the time.
            left = timeout - Stopwatch.GetElapsedTime(start);
        }
    }

    /// <summary>Whether the descriptor at this index was readable, failed or closed when <see cref="Wait"/> returned.</summary>
    public bool IsReady(int index) => _ready > 0 && _fds[index].revents != 0;

    /// <summary>
    /// Removes descriptors that failed twice in a row (ppoll ignores negative ones). An error that reading does not clear, such as that of
    /// an AF_XDP socket whose device is gone, would otherwise end every wait at once.
    /// </summary>
    private void ForgetFailed()
    {
        if (_ready == 0)
            return;
        for (int i = 0; i < _fds.Length; i++)
        {
            bool failing = (_fds[i].revents & s_failed) != 0 && (_fds[i].revents & LibC.POLLIN) == 0;
            if (failing && _failing[i])
                _fds[i].fd = ~_fds[i].fd;
            _failing[i] = failing;
        }
    }

    private unsafe int Poll(TimeSpan? timeout)
    {
        var fds = (pollfd*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_fds));
        if (timeout is not { } limit)
            return LibcExtra.ppoll(fds, (ulong)_fds.Length, null, null);
        long ticks = Math.Max(0, limit.Ticks);
        timespec time = default;
        time.tv_sec = ticks / TimeSpan.TicksPerSecond;
        time.tv_nsec = (int)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        return LibcExtra.ppoll(fds, (ulong)_fds.Length, &time, null);
    }
}
