using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>struct gate of xsk/bpf/receiver_gates.h, shared with the kernel. Times are nanoseconds of CLOCK_MONOTONIC.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct ReceiverGate
{
    /// <summary>Whose it is: see <see cref="ReceiverKey"/>.</summary>
    public ulong Receiver;

    /// <summary>The receiver's overlay.</summary>
    public uint Vni;

    /// <summary>The receiver's container, for which <see cref="ReceiverGates.DropsOf"/> counts.</summary>
    public int Container;

    /// <summary>When it opens, or did.</summary>
    public long Opens;

    /// <summary>How long it closes behind a burst; 0 when it stands open.</summary>
    public long Span;

    /// <summary>Frames of a burst.</summary>
    public int Burst;

    /// <summary>How many of them are still to come.</summary>
    public int Left;

    /// <summary>Whether it lets frames through, which are then part of the burst: what the XDP program does, for frames that it does not see.</summary>
    /// <param name="frames">How many, together or not at all.</param>
    /// <param name="now">The time.</param>
    public bool LetsThrough(int frames, long now)
    {
        if (Span == 0)
            return true;
        if (now < Opens)
            return false;
        Left -= frames;
        if (Left >= 0)
            return true;
        Left = Burst;
        bool slow = now - Opens > Span;
        Opens = slow ? now : now + Span;
        return slow;
    }
}
