namespace Falcon.Xsk;

/// <summary>
/// Decides when frames in a transmit ring are worth a system call: when enough of them wait, when the oldest has waited long enough, or
/// when the worker has nothing else to do. Whether the kernel has to be told at all is need_wakeup's business, see
/// <see cref="XskSocket.KickTransmit"/>. A mutable struct of one thread; times are monotonic nanoseconds of the caller's clock.
/// </summary>
public struct WakeupPolicy
{
    private readonly int _watermark;
    private readonly long _longestWait;
    private long _oldest;

    /// <summary>A policy with nothing waiting.</summary>
    /// <param name="watermark">Frames that are worth a kick at once, at least 1.</param>
    /// <param name="longestWait">Nanoseconds that a frame waits for others at most, at least 0.</param>
    public WakeupPolicy(int watermark, long longestWait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(watermark, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(longestWait);
        _watermark = watermark;
        _longestWait = longestWait;
    }

    /// <summary>Frames that wait for a kick.</summary>
    public int Pending { get; private set; }

    /// <summary>Frames were put into the ring.</summary>
    public void Submitted(int frames, long now)
    {
        if (Pending == 0)
            _oldest = now;
        Pending += frames;
    }

    /// <summary>Whether to kick now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="idle">The worker is about to wait: then nothing may stay behind.</param>
    public readonly bool ShouldKick(long now, bool idle) =>
        Pending > 0 && (idle || Pending >= _watermark || now - _oldest >= _longestWait);

    /// <summary>The kick was made.</summary>
    public void Kicked() => Pending = 0;
}
