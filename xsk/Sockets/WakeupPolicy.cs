namespace Falcon.Xsk.Sockets;

/// <summary>
/// Decides when frames in a transmit ring are worth a system call: when enough of them wait, when the oldest has waited long enough, or
/// when the worker has nothing else to do. Whether the kernel needs the call at all is decided by need_wakeup, see
/// <see cref="XskSocket.KickTransmit"/>. A mutable struct for one thread. Times are monotonic nanoseconds of the caller's clock.
/// </summary>
public struct WakeupPolicy
{
    private readonly int _watermark;
    private readonly long _longestWait;
    private long _oldest;

    /// <summary>Makes a policy with nothing waiting.</summary>
    /// <param name="watermark">This many frames are worth a kick at once; at least 1.</param>
    /// <param name="longestWait">The longest that a frame waits for others, in nanoseconds; at least 0.</param>
    public WakeupPolicy(int watermark, long longestWait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(watermark, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(longestWait);
        _watermark = watermark;
        _longestWait = longestWait;
    }

    /// <summary>Frames that are waiting for a kick.</summary>
    public int Pending { get; private set; }

    /// <summary>Notes that frames were put into the ring.</summary>
    public void Submitted(int frames, long now)
    {
        if (Pending == 0)
            _oldest = now;
        Pending += frames;
    }

    /// <summary>Whether to kick now.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="idle">Whether the worker is about to wait. Then no frame may be left behind.</param>
    public readonly bool ShouldKick(long now, bool idle) =>
        Pending > 0 && (idle || Pending >= _watermark || now - _oldest >= _longestWait);

    /// <summary>Notes that the kick was made.</summary>
    public void Kicked() => Pending = 0;
}
